"""Settings: read once from the environment, frozen, and refused when unsafe.

    Settings.from_environment(os.environ)   what wsgi.py does
    Settings.for_tests(url)                 a valid development configuration

`from_environment` raises `UnsafeSettings` with one French line for each value to change.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from email.errors import MessageError
from email.headerregistry import Address
from enum import StrEnum
from ipaddress import ip_address
from typing import Any, Self
from urllib.parse import urlsplit

SECRET_LENGTH = 32
KNOWN_SECRETS = ("secret", "changeme", "change-me", "dev", "development", "test")
SMTP_SCHEMES = ("smtp", "smtp+starttls", "smtps")


class Mode(StrEnum):
    PRODUCTION = "production"
    DEMONSTRATION = "demonstration"  # what `make run` serves: real behaviour, fictitious people, no TLS
    DEVELOPMENT = "development"


class UnsafeSettings(Exception):
    """The application refuses to start. `lines` says in French what to change, one value a line."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__("\n".join(lines))
        self.lines = lines


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What a deployment decides. `base_url` has no trailing slash."""

    mode: Mode
    database_url: str
    secret_key: str
    base_url: str
    site_name: str = "Étoffe"
    controller: str = ""  # who is responsible for the personal data, as written in the legal notices
    contact_name: str = ""  # the data protection contact
    contact_email: str = ""
    host: str = ""  # who hosts, and where
    source_url: str = ""  # where the source code can be read; not shown when empty
    backup_stamp: str = ""  # a file that the backup touches when it is done
    smtp_url: str = ""  # who takes e-mails, with name and password if asked: smtp+starttls://name:word@host:587
    mail_from: str = ""  # the address that sends them
    debug: bool = False
    sqlite_synchronous: str = "FULL"

    @property
    def secure_cookies(self) -> bool:
        return self.base_url.startswith("https://")

    @property
    def is_production(self) -> bool:
        return self.mode is Mode.PRODUCTION

    @property
    def reads_mail_on_site(self) -> bool:
        """Whether nothing is sent, and people try the site by reading its e-mails on a page: never in production."""
        return not self.is_production and not self.smtp_url

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> Self:
        """Read ETOFFE_… variables. Without ETOFFE_MODE the mode is production: forgetting is safe."""
        mode_name = environ.get("ETOFFE_MODE", Mode.PRODUCTION)
        if mode_name not in list(Mode):
            raise UnsafeSettings([f"ETOFFE_MODE : « {mode_name} » n’existe pas, choisissez {', '.join(Mode)}."])
        settings = cls(
            mode=Mode(mode_name),
            database_url=environ.get("ETOFFE_DATABASE_URL", ""),
            secret_key=environ.get("ETOFFE_SECRET_KEY", ""),
            base_url=environ.get("ETOFFE_BASE_URL", "").rstrip("/"),
            controller=environ.get("ETOFFE_CONTROLLER", "").strip(),
            contact_name=environ.get("ETOFFE_CONTACT_NAME", "").strip(),
            contact_email=environ.get("ETOFFE_CONTACT_EMAIL", "").strip(),
            host=environ.get("ETOFFE_HOST", "").strip(),
            source_url=environ.get("ETOFFE_SOURCE_URL", "").strip(),
            backup_stamp=environ.get("ETOFFE_BACKUP_STAMP", "").strip(),
            smtp_url=environ.get("ETOFFE_SMTP_URL", "").strip(),
            mail_from=environ.get("ETOFFE_MAIL_FROM", "").strip(),
            debug=environ.get("ETOFFE_DEBUG", "") not in ("", "0", "false"),
            sqlite_synchronous=environ.get("ETOFFE_SQLITE_SYNCHRONOUS", "FULL").upper(),
        )
        lines = settings.unsafe_lines()
        if lines:
            raise UnsafeSettings(lines)
        return settings

    @classmethod
    def for_tests(cls, database_url: str, **changes: Any) -> Self:
        settings = cls(
            mode=Mode.DEVELOPMENT,
            database_url=database_url,
            secret_key="only-for-tests-" + "0123456789abcdef" * 2,
            base_url="http://localhost",
            controller="Association fictive des communes du Val",
            contact_name="Claire Fictive",
            contact_email="donnees@etoffe.example",
            host="Hébergeur fictif, Lyon",
        )
        return replace(settings, **changes)

    def unsafe_lines(self) -> list[str]:
        """Return one French line for each missing or unsafe value; an empty list when all is well."""
        lines = []
        if not self.database_url:
            lines.append("ETOFFE_DATABASE_URL : indiquez l’adresse de la base de données.")
        elif not self.database_url.startswith(("sqlite:///", "postgresql://", "postgresql+psycopg://")):
            lines.append("ETOFFE_DATABASE_URL : l’adresse commence par sqlite:/// ou par postgresql://.")
        if len(self.secret_key) < SECRET_LENGTH:
            lines.append(f"ETOFFE_SECRET_KEY : il faut au moins {SECRET_LENGTH} signes tirés au hasard.")
        elif len(set(self.secret_key)) < 8 or self.secret_key.lower().startswith(KNOWN_SECRETS):
            lines.append("ETOFFE_SECRET_KEY : cette clé est devinable, tirez-la au hasard.")
        parts = urlsplit(self.base_url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            lines.append("ETOFFE_BASE_URL : indiquez l’adresse publique du site, par exemple https://etoffe.example.")
        if self.sqlite_synchronous not in ("FULL", "EXTRA"):
            lines.append("ETOFFE_SQLITE_SYNCHRONOUS : seule la valeur FULL garde les réponses en cas de panne.")
        lines += self._unsafe_mail()
        return lines + (self._unsafe_in_production() if self.is_production else [])

    def _unsafe_mail(self) -> list[str]:
        """E-mail is needed in production only; wherever it is set, it must be able to work."""
        lines = []
        if self.smtp_url and not _is_smtp(self.smtp_url):
            lines.append(
                "ETOFFE_SMTP_URL : écrivez smtp+starttls://nom:mot-de-passe@serveur:587 ou smtps://…, sans chemin."
            )
        if (self.smtp_url or self.mail_from) and not _is_address(self.mail_from):
            lines.append("ETOFFE_MAIL_FROM : indiquez l’adresse qui envoie les e-mails, seule, sans nom devant.")
        return lines

    def _unsafe_in_production(self) -> list[str]:
        lines = []
        if self.debug:
            lines.append("ETOFFE_DEBUG : à retirer, il montrerait le détail des erreurs.")
        if self.base_url.startswith("http://"):
            lines.append(
                "ETOFFE_BASE_URL : l’adresse doit commencer par https://, sinon les cookies ne sont pas protégés."
            )
        if self.database_url.startswith("sqlite:///:memory:") or self.database_url == "sqlite:///":
            lines.append("ETOFFE_DATABASE_URL : une base en mémoire perd tout à l’arrêt.")
        for name, value, what in (
            ("ETOFFE_CONTROLLER", self.controller, "le responsable des données personnelles"),
            ("ETOFFE_CONTACT_NAME", self.contact_name, "la personne à contacter pour les données personnelles"),
            ("ETOFFE_CONTACT_EMAIL", self.contact_email, "son adresse e-mail"),
            ("ETOFFE_HOST", self.host, "l’hébergeur et le lieu d’hébergement"),
        ):
            if not value:
                lines.append(f"{name} : indiquez {what}.")
        if not self.smtp_url:
            lines.append("ETOFFE_SMTP_URL : indiquez le serveur qui enverra les e-mails.")
        elif self.smtp_url.startswith("smtp://") and _is_smtp(self.smtp_url) and not _is_loopback(self.smtp_url):
            lines.append(
                "ETOFFE_SMTP_URL : smtp:// n’est pas chiffré et ne convient qu’à un serveur de cette machine,"
                " choisissez smtp+starttls:// ou smtps://."
            )
        if not self.smtp_url and not self.mail_from:
            lines.append("ETOFFE_MAIL_FROM : indiquez l’adresse qui envoie les e-mails.")
        return lines


def _is_smtp(url: str) -> bool:
    parts = urlsplit(url)
    try:
        complete = bool(parts.hostname) and parts.port != 0
    except ValueError:  # a port that is no number
        return False
    extras = parts.path.strip("/") or parts.query or parts.fragment
    return (
        parts.scheme in SMTP_SCHEMES
        and complete
        and not extras
        and (parts.username is None) == (parts.password is None)
    )


def _is_loopback(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _is_address(value: str) -> bool:
    try:
        address = Address(addr_spec=value)
    except (MessageError, ValueError, IndexError):
        return False
    return bool(address.username and address.domain) and value.isascii() and value.isprintable()
