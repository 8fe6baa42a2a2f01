"""What a screen may use of the running product; `bootstrap.Application` fits it."""

from typing import Protocol

from interviewer.domain.corpus import Corpus
from interviewer.ports import SessionStore
from interviewer.services.interview import Interview
from interviewer.services.search import GuideSearch
from interviewer.settings import Settings


class Host(Protocol):
    @property
    def settings(self) -> Settings: ...

    @property
    def corpus(self) -> Corpus: ...

    @property
    def interview(self) -> Interview: ...

    @property
    def search(self) -> GuideSearch: ...

    @property
    def store(self) -> SessionStore: ...

    async def close(self) -> None: ...
