"""The doors for customers: accounts, keys, balances, invitations and purchases."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from countersign.sandbox.referrals import accounts, books, purchases, referral
from countersign.sandbox.referrals.accounts import KeyWish, SignUp
from countersign.sandbox.referrals.answers import RefusedError, answer
from countersign.sandbox.referrals.clerks import Clerks
from countersign.sandbox.referrals.entrance import Entrance
from countersign.sandbox.referrals.models import ApiKey, User
from countersign.sandbox.referrals.money import as_number
from countersign.sandbox.referrals.purchases import CheckoutWish
from countersign.sandbox.referrals.reading import page, path_number, wish
from countersign.sandbox.referrals.referral import CodeWish
from countersign.sandbox.referrals.settings import GatewaySettings
from countersign.sandbox.referrals.shop import Shop


class Desk:
    """Serves customers."""

    def __init__(self, settings: GatewaySettings, entrance: Entrance, clerks: Clerks, shop: Shop) -> None:
        self._public_url = settings.public_url
        self._entrance = entrance
        self._clerks = clerks
        self._shop = shop

    async def register(self, request: Request) -> Response:
        """Open an account; its first key is told this once."""
        sign_up = await wish(request, SignUp)
        await self._entrance.sign_up(request)

        def opened(db: Session) -> dict[str, Any]:
            now = datetime.now(UTC)
            user = accounts.opened(db, sign_up, now)
            if sign_up.referral_code is not None:
                referral.take_code(db, user.id, sign_up.referral_code, now)
            _, key = accounts.cut_key(db, user.id, "the first key", now)
            return {
                "user_id": user.id,
                "username": user.username,
                "email": user.email,
                "api_key": key,
                "credits": as_number(user.credits),
            }

        return answer(await self._clerks.write(opened), 201)

    async def balance(self, request: Request) -> Response:
        """What a customer has."""
        account = await self._entrance.look_in(request)
        user = await self._clerks.look(lambda db: db.get_one(User, account.id))
        return answer({"credits": as_number(user.credits)})

    async def transactions(self, request: Request) -> Response:
        """What has moved on a customer's account."""
        account = await self._entrance.look_in(request)
        limit, offset = page(request)
        return answer(
            await self._clerks.look(lambda db: books.transactions_of(db, account.id, limit, offset))
        )

    async def keys(self, request: Request) -> Response:
        """Which keys a customer has; the keys themselves are not kept."""
        account = await self._entrance.look_in(request)
        found = await self._clerks.look(lambda db: accounts.keys_of(db, account.id))
        return answer({"data": [_shown(key) for key in found]})

    async def make_key(self, request: Request) -> Response:
        """Another key."""
        account = await self._entrance.let_in(request)
        named = await wish(request, KeyWish) if await _has_body(request) else KeyWish()
        kept, key = await self._clerks.write(
            lambda db: accounts.cut_key(db, account.id, named.name, account.now)
        )
        return answer({**_shown(kept), "api_key": key}, 201)

    async def delete_key(self, request: Request) -> Response:
        """A key opens nothing from now on."""
        account = await self._entrance.look_in(request)
        key_id = path_number(request, "key_id")
        await self._clerks.write(lambda db: accounts.withdraw_key(db, account.id, key_id))
        return Response(status_code=204)

    async def link(self, request: Request) -> Response:
        """What a customer invites others with."""
        account = await self._entrance.look_in(request)
        user = await self._clerks.look(lambda db: db.get_one(User, account.id))
        return answer(referral.link_of(user, self._public_url))

    async def stats(self, request: Request) -> Response:
        """How a customer stands as an inviter."""
        account = await self._entrance.look_in(request)
        return answer(await self._clerks.look(lambda db: referral.standing_of(db, account.id)))

    async def take_code(self, request: Request) -> Response:
        """Note afterwards who has invited a customer, before the first purchase."""
        account = await self._entrance.let_in(request)
        code = (await wish(request, CodeWish)).referral_code
        await self._clerks.write(lambda db: referral.take_code(db, account.id, code, account.now))
        return answer({"referral_code": code.strip().upper(), "status": "pending"})

    async def checkout(self, request: Request) -> Response:
        """A page at which a customer pays for credits."""
        account = await self._entrance.let_in(request)
        wanted = await wish(request, CheckoutWish)
        payment = await self._clerks.write(lambda db: purchases.begun(db, account.id, wanted, account.now))
        try:
            opened = await self._shop.open_page(purchases.form_of(payment, self._public_url), payment.id)
        except RefusedError:
            await self._clerks.write(lambda db: purchases.given_up(db, payment))
            raise
        await self._clerks.write(lambda db: purchases.paid_at(db, payment, opened))
        return answer(purchases.told(payment, opened))

    async def sign_up_page(self, request: Request) -> Response:
        """Where an invitation leads."""
        code = request.query_params.get("ref", "")[:64]
        return answer(
            {"referral_code": code, "next": "POST /auth/register with username, email, referral_code"}
        )

    async def after_checkout(self, _: Request) -> Response:
        """Where Stripe leads a customer back to; what was bought is credited by the webhook alone."""
        return answer({"next": "GET /user/balance"})


async def _has_body(request: Request) -> bool:
    return bool(await request.body())


def _shown(key: ApiKey) -> dict[str, Any]:
    return {"id": key.id, "name": key.name, "hint": key.hint, "created_at": key.created_at.isoformat()}
