"""The gateway itself: how many processes it has, its health, its catalogs, its outages."""

from behave import given, then, when

import countersign.vocabulary  # noqa: F401 - registers the typed words of the steps
from countersign.matchers.gateway_answers import refused_as_nonsense
from countersign.matchers.gateway_health import catalog_is_exact, catalog_is_named, is_well, lost
from countersign.matchers.judging import judge


@given("the gateway runs as deployed")
def step_as_deployed(context):
    """As one process or as several: whatever the target names."""
    context.world.referrals.watch  # noqa: B018 - says where there is none


@given("the gateway runs as two processes behind one database")
def step_as_two(context):
    """A deployment of this scenario's own; what arrives is given to its processes in turn."""
    context.world.referrals.moves_to_spare(processes=2)


@given("the gateway has a database of its own")
@given("the gateway has a cache of its own")
def step_own_deployment(context):
    """A gateway that this scenario has for itself: whatever breaks, breaks for nobody else."""
    context.world.referrals.moves_to_spare()


@when("the gateway's database {trouble:DatabaseTrouble}")
def step_database_in_trouble(context, trouble):
    """From now on, until it works again; the gateway itself goes on running."""
    context.world.referrals.troubles.begin(trouble)


@when("the gateway's database works again")
def step_database_works(context):
    """The trouble is over; nobody starts the gateway anew."""
    context.world.referrals.troubles.end()


@when("the gateway's cache goes away")
def step_cache_goes(context):
    """Every connection to it is cut, and no new one comes about."""
    context.world.referrals.cache.cut()


@when("the gateway's cache is back")
def step_cache_is_back(context):
    """Nobody starts the gateway anew."""
    context.world.referrals.cache.mend()


@when("somebody reads the catalog of {what:CatalogOf}")
def step_reads_catalog(context, what):
    """Without a key."""
    context.world.referrals.catalogs.reads(what)


@when("somebody reads the catalog of {what:CatalogOf} in pages of {number:Number}")
def step_reads_pages(context, what, number):
    """One page after the other, until one is empty; then the whole."""
    context.world.referrals.catalogs.reads_in_pages(what, number)


@when("somebody reads the catalog of {what:CatalogOf} {page:OddPage}")
def step_reads_oddly(context, what, page):
    """Without a key."""
    context.world.referrals.catalogs.reads_oddly(what, page)


@then("the gateway says what is wrong with the request")
def step_catalog_nonsense(context):
    """In words."""
    judge("Somebody who reads a catalog", context.world.referrals.catalogs.reply, refused_as_nonsense())


@then("the gateway says that it, its database and its cache are well")
def step_well(context):
    """Asked once, without a key; a gateway that has no cache says that it has none."""
    judge("The gateway", context.world.referrals.watch.health(), is_well())


@then("the gateway says that its {part:GatewayPart} is away")
def step_away(context, part):
    """At once, and so that a machine understands it."""
    judge("The gateway", context.world.referrals.watch.health(), lost(part))


@then("each model has a name, a length and exact prices for a token")
def step_exact_prices(context):
    """Prices are texts, since a number could have been rounded."""
    judge("The catalog of models", context.world.referrals.catalogs.entries, catalog_is_exact())


@then("each provider has a name")
def step_named(context):
    """And there is at least one."""
    judge("The catalog of providers", context.world.referrals.catalogs.entries, catalog_is_named())


@then("it is the same as the whole, nothing twice and nothing left out")
def step_pages_are_whole(context):
    """In the same order."""
    context.world.referrals.catalogs.pages_are_whole()
