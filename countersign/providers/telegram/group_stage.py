"""Backstage of the groups: making them, acting in them, and seeing what became of it."""

import re

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from countersign.errors import UserError
from countersign.providers.backstage import answer, order
from countersign.providers.errands import Errands
from countersign.providers.telegram.acts import Acts
from countersign.providers.telegram.groups import Group, GroupChat
from countersign.providers.telegram.orders import (
    Again,
    Delivery,
    EditingInGroup,
    Joining,
    TappingInGroup,
    WritingInGroup,
)
from countersign.providers.telegram.staging import (
    bot_named,
    edited,
    mark_delivery,
    news,
    send_again,
    tapped,
    user_with,
    written,
)
from countersign.providers.telegram.state import Network


class GroupStage:
    """The backstage routes for groups."""

    def __init__(self, network: Network, errands: Errands) -> None:
        self._network = network
        self._errands = errands

    @property
    def routes(self) -> list[BaseRoute]:
        """Where those who direct the stand-in call."""
        group = "/groups/{id}"  # the `int` of routes knows no negative numbers
        return [
            Route("/groups", self.found, methods=["POST"]),
            Route(group, self.show, methods=["GET"]),
            Route(group, self.forget, methods=["DELETE"]),
            Route(f"{group}/members", self.change_member, methods=["PUT"]),
            Route(f"{group}/upgrade", self.upgrade, methods=["POST"]),
            Route(f"{group}/messages", self.write, methods=["POST"]),
            Route(f"{group}/taps", self.tap, methods=["POST"]),
            Route(f"{group}/edits", self.edit, methods=["POST"]),
            Route(f"{group}/updates", self.send_again, methods=["POST"]),
            Route(f"{group}/deliveries", self.mark_delivery, methods=["POST"]),
            Route(f"{group}/events", self.events, methods=["GET"]),
        ]

    async def found(self, request: Request) -> Response:
        """Make a group; its bots learn that they are in it."""
        wanted = await order(request, Group)
        if wanted.id in self._network.groups:
            raise HTTPException(409, f"there is already a group with the id {wanted.id}")
        try:
            group = self._network.found(wanted)
        except UserError as error:
            raise HTTPException(422, str(error)) from error
        for letter in group.introductions():
            letter.send()
        return answer({"id": group.id}, 201)

    async def show(self, request: Request) -> Response:
        """A group and who is in it."""
        group = self._group(request)
        members = [
            {
                "id": member.who.id,
                "bot": member.account.bot.username if member.account else None,
                "status": member.status,
            }
            for member in group.members.values()
        ]
        shown = {**group.as_chat(), "members": members, "upgraded_to": group.upgraded_to}
        return answer(shown)

    async def forget(self, request: Request) -> Response:
        """Remove a group, with all that is under way from it."""
        self._network.forget_group(self._group(request))
        return Response(status_code=204)

    async def change_member(self, request: Request) -> Response:
        """Somebody comes, goes, is thrown out, or becomes something else."""
        wish = await order(request, Joining)
        group = self._group(request)
        user = user_with(self._network, wish.user) if wish.user is not None else None
        who = user or bot_named(self._network, wish.bot or "")
        for letter in group.change(who, wish.status, group.owner):
            letter.send()
        return answer({"id": who.id, "status": wish.status})

    async def upgrade(self, request: Request) -> Response:
        """Make a supergroup of a group."""
        group = self._group(request)
        if group.kind == "supergroup" or group.upgraded_to:
            raise HTTPException(409, f"the group {group.id} is no basic group any more")
        new = self._network.upgrade(group)
        moved = group.say_service(group.owner, {"migrate_to_chat_id": new.id})
        arrived = new.say_service(group.owner, {"migrate_from_chat_id": group.id})
        for letter in [*moved, *arrived]:
            letter.send()
        return answer({"id": new.id}, 201)

    async def write(self, request: Request) -> Response:
        """A user writes."""
        wish = await order(request, WritingInGroup)
        return await written(wish, self._acts(request, wish.user))

    async def tap(self, request: Request) -> Response:
        """A user taps a button."""
        wish = await order(request, TappingInGroup)
        return await tapped(wish, self._acts(request, wish.user))

    async def edit(self, request: Request) -> Response:
        """A user edits a message."""
        wish = await order(request, EditingInGroup)
        return await edited(wish, self._acts(request, wish.user))

    async def send_again(self, request: Request) -> Response:
        """An update comes once more, or several times."""
        wish = await order(request, Again)
        account = bot_named(self._network, wish.bot)
        return send_again(wish, self._group(request), account, self._errands)

    async def mark_delivery(self, request: Request) -> Response:
        """Somebody else brought an update to a bot."""
        wish = await order(request, Delivery)
        account = bot_named(self._network, wish.bot)
        return await mark_delivery(wish, self._group(request), account)

    async def events(self, request: Request) -> Response:
        """What happened in a group; waits for it."""
        return await news("events", self._group(request).journal, request)

    def _group(self, request: Request) -> GroupChat:
        given = request.path_params["id"]
        group = self._network.groups.get(int(given)) if re.fullmatch(r"-\d{1,18}", given) else None
        if not group:
            raise HTTPException(404, f"there is no group with the id {given}")
        return group

    def _acts(self, request: Request, user_id: int) -> Acts:
        group, user = self._group(request), user_with(self._network, user_id)
        if group.upgraded_to:
            raise HTTPException(409, f"the group became the supergroup {group.upgraded_to}")
        if not group.is_in(user):
            raise HTTPException(409, f"the user {user.id} is not in the group")
        return Acts(group, user)
