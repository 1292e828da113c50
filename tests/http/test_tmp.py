import asyncio
from tests.http.test_black_hole import *
@pytest.mark.parametrize("wait",[0.01,0.02,0.04,0.06,0.1])
async def test_mid(far, wait):
    task=asyncio.create_task(far.crowd())
    await asyncio.sleep(wait)
    far.line.swallow()
    a=await task
    print(wait,[f"{s}:{t:.2f}" for s, t in a])
    far.line.heal()
    print([await far.recovered(n) for n in range(3)], far.held())
