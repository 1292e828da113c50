import asyncio

import pytest

from app.http.passwords import AT_ONCE, MOST_WAITING, Passwords
from app.http.refusals import Unavailable


async def test_nobody_takes_as_much_work_as_somebody() -> None:
    passwords = Passwords()
    stored = await passwords.hash("secret one")
    assert await passwords.verify("secret one", stored)
    assert not await passwords.verify("another", stored)
    assert not await passwords.verify("", None)
    parameters = [each.split("$")[1:4] for each in (stored, passwords.nobody)]
    assert parameters[0] == parameters[1] == ["argon2id", "v=19", "m=19456,t=2,p=1"]


async def test_the_queue_has_an_end_and_empties() -> None:
    passwords = Passwords()
    wanted = AT_ONCE + MOST_WAITING + 5
    answers = await asyncio.gather(
        *(passwords.verify("x", None) for _ in range(wanted)), return_exceptions=True
    )
    refused = [each for each in answers if isinstance(each, Unavailable)]
    assert len(refused) == 5
    assert passwords.inside == 0
    assert not await passwords.verify("x", None)


async def test_who_gives_up_leaves_the_queue() -> None:
    passwords = Passwords()
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.001):
            await asyncio.gather(*(passwords.verify("x", None) for _ in range(10)))
    await asyncio.sleep(0.2)
    assert passwords.inside == 0
