"""What waits for the caller."""

from typing import Annotated

from fastapi import Depends, Request

from app.db.document import Document
from app.features.work import queries
from app.http.dependencies import AccountDep, PersonDep, SessionDep, reads


async def read_work(
    request: Request, session: SessionDep, account: AccountDep, caller: PersonDep
) -> Document:
    """Return it in its public form."""
    return await queries.work_of(session, reads(request), account, caller)


WorkDep = Annotated[Document, Depends(read_work)]
