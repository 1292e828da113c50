"""What a refusal holds: RFC 9457, and what some kinds of it tell machines beside that."""

from pydantic import MISSING, BaseModel, ConfigDict, Field

from app.http import words

OF_VALUES = ", ".join(f"`{code}`" for code in words.values())


class FieldError(BaseModel):
    """What is wrong with one value, and where it stands (RFC 6901)."""

    pointer: str
    code: str = Field(description=f"One that the answer names, or one of {OF_VALUES}.")
    detail: str


class ProblemSubject(BaseModel):
    """One of the things that a refusal is about."""

    kind: str
    id: str


class ProblemGap(ProblemSubject):
    """What keeps a cycle open."""

    title: str | MISSING = Field(MISSING, description="Absent of what you may not see.")
    state: str | MISSING = Field(MISSING, description="Absent of what you may not see.")


class Problem(BaseModel):
    """Why a request was refused. What is not required comes with the codes that it names."""

    model_config = ConfigDict(extra="allow")

    type: str
    title: str
    status: int
    code: str
    detail: str
    instance: str
    errors: list[FieldError]
    id: str | MISSING = Field(MISSING, description="Of `member_exists`: the member's.")
    allowed: list[str] | MISSING = Field(
        MISSING, description="Of `illegal_transition`: where it can go from here."
    )
    path: list[ProblemSubject] | MISSING = Field(
        MISSING, description="Of `alignment_loop` and `alignment_too_deep`: the goals on the way."
    )
    blocked_by: list[ProblemSubject] | MISSING = Field(
        MISSING, description="Of `in_use`: up to 20 of what depends on it."
    )
    gaps: list[ProblemGap] | MISSING = Field(
        MISSING, description="Of `cycle_open`: up to 100 of what is not closed yet."
    )
    gap_count: int | MISSING = Field(MISSING, description="Of `cycle_open`: how many there are.")
    policy: str | MISSING = Field(MISSING, description="Of `limit_reached`: the policy by name.")
    max: int | MISSING = Field(MISSING, description="Of `limit_reached`: how many it allows.")
    used: int | MISSING = Field(MISSING, description="Of `limit_reached`: how many there are.")
    owner: ProblemSubject | MISSING = Field(
        MISSING, description="Of `limit_reached`: who would have too many objectives, or KPIs."
    )
