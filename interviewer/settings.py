"""Settings, from the environment. This is the only file that reads it."""

import os
from pathlib import Path
from typing import Any

import platformdirs
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from interviewer.domain.errors import ConfigurationError

PREFIX = "INTERVIEWER_"
PACKAGE = Path(__file__).resolve().parent


def _content(name: str) -> Path:
    """`corpus` or `prompts`: beside the package in a checkout, inside it when installed from a wheel."""
    beside = PACKAGE.parent / name
    return beside if beside.is_dir() else PACKAGE / "content" / name


class Settings(BaseSettings):
    """Every setting is `INTERVIEWER_<NAME>`; a name that is not here is refused."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True, frozen=True, extra="forbid")

    host: str = "127.0.0.1"
    port: int = Field(default=7860, ge=1, le=65535)
    data_dir: Path = Field(default_factory=lambda: Path(platformdirs.user_data_dir("interviewer", appauthor=False)))
    cache_dir: Path = Field(default_factory=lambda: Path(platformdirs.user_cache_dir("interviewer", appauthor=False)))
    corpus_dir: Path = Field(default_factory=lambda: _content("corpus"))
    prompts_dir: Path = Field(default_factory=lambda: _content("prompts"))

    embedding_model: str = "all-MiniLM-L6-v2"
    chroma_url: str = Field(default="", description="of a Chroma server; empty: embedded, in the data folder")
    database_url: str = Field(default="", description="SQLAlchemy URL; empty: SQLite in the data folder")

    base_url: str = Field(default="", description="of an OpenAI-compatible API, such as http://127.0.0.1:11434/v1")
    model: str = Field(default="", description="name of the language model; empty: the built-in coach")
    api_key: SecretStr = Field(default=SecretStr(""), description="sent to `base_url` and nowhere else")

    max_answer_chars: int = Field(default=20_000, ge=1_000)
    allowed_hosts: str = Field(default="", description="comma-separated names by which the page may be reached")

    @field_validator("base_url")
    @classmethod
    def _has_scheme(cls, url: str) -> str:
        url = url.strip().rstrip("/").removesuffix("/chat/completions")
        if url and not url.startswith(("http://", "https://")):
            raise ValueError("must start with http:// or https://")
        return url

    @field_validator("api_key")
    @classmethod
    def _is_one_ascii_line(cls, key: SecretStr) -> SecretStr:
        text = key.get_secret_value().strip()
        if not text.isascii():
            raise ValueError("has characters that no key has; copy it again")
        return SecretStr(text)

    @property
    def uses_model(self) -> bool:
        return bool(self.base_url and self.model)


def read_settings(**overrides: Any) -> Settings:
    """The settings of this process. Raises ConfigurationError with the name that is wrong and what it should be."""
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    unknown = sorted(name for name in os.environ if name.startswith(PREFIX) and name not in known)
    if unknown:
        raise ConfigurationError(
            f"There is no setting {unknown[0]}.", f"The settings are {', '.join(sorted(known))}; unset the other."
        )
    try:
        return Settings(**{name: value for name, value in overrides.items() if value is not None})
    except ValidationError as error:
        first = error.errors()[0]
        name = PREFIX + "_".join(str(part) for part in first["loc"]).upper()
        raise ConfigurationError(
            f"{name}: {first['msg'].removeprefix('Value error, ')}.", "Correct it or unset it."
        ) from error
