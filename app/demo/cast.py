"""Who is in the story: an organization with its people, teams and themes."""

from pydantic import BaseModel, ConfigDict

from app.domain.role import Role
from app.tables.account import Locale


class Told(BaseModel):
    """A part of the story. What is misspelt in it is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Person(Told):
    """Somebody who works there."""

    key: str
    name: str
    login: str  # before the @ of the company, or a whole address
    role: Role
    locale: Locale
    invited: bool = False
    left: str | None = None  # what was said when they went


class Team(Told):
    """A group of people. Its lead counts among them without being named again."""

    key: str
    name: str
    lead: str
    parent: str | None = None
    members: tuple[str, ...] = ()


class Theme(Told):
    """What the strategy comes down to."""

    key: str
    name: str
    description: str | None = None


class Company(Told):
    """The organization, and its people: the first one founds it."""

    slug: str
    domain: str
    name: str
    mission: str
    vision: str
    timezone: str
    locale: Locale
    planner: str  # of its cycles, and who writes for those who are not in yet
    people: list[Person]
    teams: tuple[Team, ...] = ()
    themes: tuple[Theme, ...] = ()

    @property
    def founder(self) -> str:
        """Who speaks for the organization itself."""
        return self.people[0].key

    def email(self, person: Person) -> str:
        """Return the address of somebody."""
        return person.login if "@" in person.login else f"{person.login}@{self.domain}"
