"""The `countersign` command: what a tester does besides running features."""

import argparse
import os
import sys
from collections.abc import Sequence
from io import TextIOWrapper
from pathlib import Path

from countersign.errors import RefusedError, UserError

# Each command imports what it needs when it runs: the services are started by this command too, and
# every import that they don't need would be added to the start of every run.


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; 0 is good, 1 is a finding, 2 is something the user can mend."""
    _bear_any_terminal()
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except (UserError, RefusedError) as error:
        print(f"countersign: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


def _bear_any_terminal() -> None:
    """A terminal that has no ✓ must not turn a verdict into a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper) and stream.encoding.casefold().replace("-", "") != "utf8":
            stream.reconfigure(errors="replace")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="countersign",
        description="Behaviour-driven acceptance suite: run the features with behave; these commands help.",
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    check = commands.add_parser(
        "check", help="is every part of a target reachable, and is it what it should be?"
    )
    _target_option(check)
    check.set_defaults(run=_check)

    clean = commands.add_parser("clean", help="remove what runs that died have left behind")
    _target_option(clean)
    clean.add_argument("--all", action="store_true", help="remove everything that bears the test mark")
    clean.set_defaults(run=_clean)

    lint = commands.add_parser("lint", help="check features, steps, tags and rules")
    lint.set_defaults(run=_lint)

    steps = commands.add_parser("steps", help="write the step catalogue, docs/steps.md")
    steps.add_argument("--check", action="store_true", help="only say whether the catalogue is up to date")
    steps.set_defaults(run=_steps)

    proofs = commands.add_parser("coverage", help="write which scenarios prove each rule, docs/coverage.md")
    proofs.add_argument("--check", action="store_true", help="only say whether the page is up to date")
    proofs.set_defaults(run=_coverage)

    history = commands.add_parser(
        "history", help="what the runs so far say: is a failure new, what is flaky, what got slower"
    )
    history.add_argument("scenario", nargs="?", default="", help="its id, or a part of its name")
    history.add_argument(
        "--url",
        default="",
        help="the database (default: $COUNTERSIGN_HISTORY_URL, else sqlite:///reports/history.db)",
    )
    history.add_argument("--target", default="", help="only runs against this target")
    history.add_argument(
        "--last", type=int, default=20, metavar="N", help="how many runs to look at, at least 1 (20)"
    )
    history.add_argument(
        "--add", type=Path, metavar="RECORD", help="first add the run of this record, reports/run.jsonl"
    )
    history.set_defaults(run=_history)

    merge = commands.add_parser("merge", help="join the reports of all shards of a run into those of one run")
    merge.add_argument("shards", nargs="+", type=Path, metavar="DIR", help="the reports folder of a shard")
    merge.add_argument(
        "-o",
        "--output",
        type=Path,
        default=Path("reports"),
        metavar="DIR",
        help="where the reports of the whole run go (reports)",
    )
    merge.add_argument(
        "--history",
        default="",
        metavar="URL",
        help="the database that remembers the run, or off "
        "(default: $COUNTERSIGN_HISTORY_URL, else history.db beside the reports)",
    )
    merge.set_defaults(run=_merge)

    report = commands.add_parser("report", help="make the Allure page of the last run, allure.html")
    report.add_argument(
        "reports",
        nargs="?",
        type=Path,
        default=Path("reports"),
        metavar="REPORTS_DIR",
        help="the folder of the run's reports (reports)",
    )
    report.add_argument(
        "-o", "--output", type=Path, metavar="FILE", help="where the page goes (allure.html in that folder)"
    )
    report.set_defaults(run=_report)

    _signoff_commands(commands)

    sandbox = commands.add_parser("sandbox", help="run the sandbox's products alone")
    sandbox.add_argument("--port", type=int, default=8080, help="where the onboarding bot listens (8080)")
    sandbox.add_argument("--booking-port", type=int, default=8085, help="where the phone line listens (8085)")
    sandbox.add_argument("--control-port", type=int, default=8083, help="where the clock is moved (8083)")
    sandbox.add_argument(
        "--training-port", type=int, default=8086, help="where the training chat listens (8086)"
    )
    sandbox.add_argument(
        "--referrals-port", type=int, default=8087, help="where the AI gateway listens (8087)"
    )
    products = ["onboarding", "booking", "training", "referrals"]
    sandbox.add_argument("--only", choices=products, default="", help="one product alone")
    sandbox.add_argument("--embedded", action="store_true", help=argparse.SUPPRESS)
    sandbox.set_defaults(run=_sandbox)

    providers = commands.add_parser("providers", help="run the stand-ins of outside services alone")
    providers.add_argument("--host", default="127.0.0.1", help="the address to listen on (127.0.0.1)")
    providers.add_argument("--telegram-port", type=int, default=8081, help="where Telegram listens (8081)")
    providers.add_argument("--mail-port", type=int, default=8082, help="where Brevo listens (8082)")
    providers.add_argument("--sms-port", type=int, default=8084, help="where Twilio listens (8084)")
    providers.add_argument("--model-port", type=int, default=8088, help="where OpenRouter listens (8088)")
    providers.add_argument("--stripe-port", type=int, default=8089, help="where Stripe listens (8089)")
    providers.add_argument(
        "--mail-events-after",
        type=float,
        default=0.0,
        metavar="SECONDS",
        help="how late Brevo tells what became of a mail (0)",
    )
    providers.add_argument(
        "--sms-delivered-after",
        type=float,
        default=0.0,
        metavar="SECONDS",
        help="how long an SMS is on its way (0)",
    )
    providers.add_argument("--embedded", action="store_true", help=argparse.SUPPRESS)
    providers.set_defaults(run=_providers)
    return parser


def _signoff_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    signoff = commands.add_parser(
        "signoff", help="may it be released? weigh the gates, write reports/signoff.html"
    )
    _reports_argument(signoff)
    signoff.add_argument("--stage", default="", help="whose gates are asked: a stage of gates.toml")
    signoff.add_argument(
        "--input", action="append", default=[], metavar="NAME=PATH", help="where another tool's results are"
    )
    signoff.add_argument("--product-version", default="", help="what is under test, where no product says it")
    signoff.add_argument("--deployed-at", default="", metavar="MOMENT", help="as 2026-11-21T10:00:00Z")
    signoff.add_argument("--major", action="store_true", help="this is a major change")
    signoff.add_argument(
        "--accept", action="store_true", help="keep it as the last accepted release, if it says GO"
    )
    signoff.add_argument("--history", default="", metavar="URL", help="the database of runs, or off")
    signoff.set_defaults(run=_signoff)

    approve = commands.add_parser("approve", help="approve the last run's record by name")
    _reports_argument(approve)
    approve.add_argument("--as", dest="name", required=True, help="who approves")
    approve.add_argument("--role", required=True, help="in which role, as gates.toml has it: QA")
    approve.add_argument("--reason", required=True, help="why")
    approve.set_defaults(run=_approve)

    verify = commands.add_parser("verify", help="was anything changed since it was signed off?")
    _reports_argument(verify)
    verify.set_defaults(run=_verify)

    manual = commands.add_parser("manual", help="record what came of a scenario that is done by hand")
    manual.add_argument("scenario", help="its name, or its id")
    _reports_argument(manual)
    manual.add_argument("--by", required=True, help="who has done it")
    manual.add_argument("--version", required=True, help="of the product that was checked")
    manual.add_argument("--outcome", required=True, choices=["passed", "failed"])
    manual.add_argument("--note", default="", help="what was seen")
    manual.add_argument("--at", default="", metavar="MOMENT", help="when (now)")
    manual.set_defaults(run=_manual)


def _reports_argument(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--reports", type=Path, default=Path("reports"), metavar="DIR", help="the run's reports (reports)"
    )


def _target_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--target",
        default="",
        help="a file in targets/, without .toml (default: $COUNTERSIGN_TARGET, else what other variables "
        "describe, else the sandbox)",
    )


def _check(options: argparse.Namespace) -> int:
    from countersign.session import check

    check(options.target)
    return 0


def _clean(options: argparse.Namespace) -> int:
    from countersign.leftovers import clean

    name = options.target or os.environ.get("COUNTERSIGN_TARGET") or "sandbox"
    return clean(name, everything=options.all)


def _lint(_: argparse.Namespace) -> int:
    from countersign.lint import lint, unproven

    findings = lint(Path.cwd())
    for finding in [*findings, *unproven(Path.cwd())]:
        print(finding)
    return 1 if findings else 0


def _steps(options: argparse.Namespace) -> int:
    from countersign.catalogue import catalogue, stale

    page = Path("docs/steps.md")
    if not options.check:
        page.write_text(catalogue(Path.cwd()), encoding="utf-8")
        return 0
    if stale(Path.cwd()):
        print(f"{page} is not up to date: run `countersign steps` and commit it.", file=sys.stderr)
        return 1
    return 0


def _coverage(options: argparse.Namespace) -> int:
    from countersign.coverage import PAGE, coverage, stale

    if not options.check:
        Path(PAGE).write_text(coverage(Path.cwd()), encoding="utf-8")
        return 0
    if stale(Path.cwd()):
        print(f"{PAGE} is not up to date: run `countersign coverage` and commit it.", file=sys.stderr)
        return 1
    return 0


def _history(options: argparse.Namespace) -> int:
    from countersign.history.page import page
    from countersign.history.store import remember
    from countersign.results.options import Options
    from countersign.results.reading import Reading
    from countersign.results.record import SCHEMA, read

    url = Options.of({"history": options.url}).history
    if not url:
        raise UserError("COUNTERSIGN_HISTORY_URL is off: name a database with --url.")
    if options.last < 1:
        raise UserError(f"--last {options.last} is no number of runs; write --last 20.")
    if options.add:
        try:
            record = Reading.of(read(options.add))
        except (OSError, ValueError) as error:
            raise UserError(f"{options.add} can't be read as a run record ({error}).") from error
        if record.run.schema > SCHEMA:
            raise UserError(
                f"{options.add} was written by a newer version of Countersign; add it with that one."
            )
        for line in remember(url, record).lines():
            print(line)
    print(page(url, wanted=options.scenario, target=options.target, last=options.last))
    return 0


def _merge(options: argparse.Namespace) -> int:
    from countersign.results.memory import Memory
    from countersign.results.merge import merge, told
    from countersign.results.options import Options

    url = Options.of({"reports": str(options.output), "history": options.history}).history
    story, notes = merge(options.shards, options.output)
    news = Memory("countersign.history.store", url).remember(options.output / "run.jsonl")
    print(told(story, notes, news), flush=True)
    return story.end.exit_code


def _signoff(options: argparse.Namespace) -> int:
    from countersign.history.remembered import Remembered
    from countersign.results.options import Options
    from countersign.signoff.command import Facts, sign_off
    from countersign.signoff.dossier import NoPast

    url = Options.of({"reports": str(options.reports), "history": options.history}).history
    facts = Facts(
        stage=options.stage,
        inputs=options.input,
        version=options.product_version,
        deployed_at=options.deployed_at,
        major=options.major,
        accept=options.accept,
    )
    return sign_off(options.reports, facts, Remembered(url) if url else NoPast(), os.environ)


def _approve(options: argparse.Namespace) -> int:
    from countersign.signoff.command import approved

    return approved(options.reports, options.name, options.role, options.reason)


def _verify(options: argparse.Namespace) -> int:
    from countersign.signoff.command import verified

    return verified(options.reports, os.environ)


def _manual(options: argparse.Namespace) -> int:
    from countersign.signoff.command import checked

    return checked(
        options.reports,
        options.scenario,
        by=options.by,
        version=options.version,
        outcome=options.outcome,
        note=options.note,
        at=options.at,
    )


def _report(options: argparse.Namespace) -> int:
    from countersign.results.allure_report import make

    print(make(options.reports, options.output))
    return 0


def _sandbox(options: argparse.Namespace) -> int:
    from countersign.sandbox import main as sandbox

    if options.embedded:
        from countersign.hosting import SandboxOrders, orders_from_environment

        sandbox.run_embedded(orders_from_environment(SandboxOrders))
    else:
        ports = {
            "onboarding": options.port,
            "booking": options.booking_port,
            "training": options.training_port,
            "referrals": options.referrals_port,
            "control": options.control_port,
        }
        sandbox.run_alone(ports, only=options.only)
    return 0


def _providers(options: argparse.Namespace) -> int:
    from countersign.providers import main as providers

    if options.embedded:
        from countersign.hosting import ProvidersOrders, orders_from_environment

        providers.run_embedded(orders_from_environment(ProvidersOrders))
    else:
        providers.run_alone(
            telegram_port=options.telegram_port,
            brevo_port=options.mail_port,
            twilio_port=options.sms_port,
            openrouter_port=options.model_port,
            stripe_port=options.stripe_port,
            host=options.host,
            mail_events_after=options.mail_events_after,
            sms_delivered_after=options.sms_delivered_after,
        )
    return 0
