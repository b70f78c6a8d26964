"""Settings of one server: environment variables `ROSTRUM_*` and an `.env` file. Read once, by the composition root."""

from __future__ import annotations

from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, IPvAnyNetwork, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Every field has its unit and the reason for its default."""

    model_config = SettingsConfigDict(env_prefix="ROSTRUM_", env_file=".env", extra="ignore", frozen=True)

    data: Path = Field(default=Path("data"), description="Folder of the database and of the key of all links.")
    database_url: str | None = Field(
        default=None,
        description="Database, as postgresql://user:password@host/name; else SQLite in the data folder.",
    )
    secret: SecretStr | None = Field(
        default=None,
        description="Makes links and cookies, in place of links.key; one for all servers of a database, 32 characters "
        "or more.",
    )
    secret_file: Path | None = Field(default=None, description="A file that holds the secret instead.")
    host: str = Field(default="127.0.0.1", description="Address to listen on; loopback, so nothing is exposed unasked.")
    port: int = Field(default=8000, ge=0, le=65535, description="TCP port; 0 takes a free one.")
    processes: int = Field(default=1, ge=1, le=64, description="Processes on one port, about one for each core.")
    drain_s: float = Field(
        default=5.0,
        ge=0,
        description="Seconds over which the sockets of an ending process move to others; SQLite waits only if set.",
    )
    public_url: str | None = Field(default=None, description="Address of the server in links.")
    metrics_address: str | None = Field(
        default=None,
        pattern=r"^(\[[0-9a-fA-F:]+\]|[^:\s]+):"
        r"([1-9]\d{0,3}|[1-5]\d{4}|6[0-4]\d{3}|65[0-4]\d\d|655[0-2]\d|6553[0-5])$",
        description="The only address of /metrics, such as 127.0.0.1:9100; without it, the server's own.",
    )
    demo: bool = Field(default=True, description="Make the demo session in an empty database.")
    allowed_origins: tuple[str, ...] = Field(
        default=(),
        description="Further origins that may send commands, for a proxy that rewrites Host.",
    )
    embed_origins: tuple[Annotated[str, Field(pattern=r"^https?://(\*\.)?[a-z0-9.-]+(:\d{1,5})?$")], ...] = Field(
        default=(),
        description='Sites that may show /embed/{slug}: ["https://www.example.org"].',
    )
    video_origins: tuple[Annotated[str, Field(pattern=r"^https://(\*\.)?[a-z0-9.-]+(:\d{1,5})?$")], ...] = Field(
        default=(),
        description='Sites whose videos a session may show: ["https://www.youtube-nocookie.com"].',
    )
    form_limit_bytes: int = Field(
        default=64 * 1024, gt=0, description="Largest command or form, but of links that edit plans."
    )
    body_limit_bytes: int = Field(
        default=2 * 1024 * 1024,
        description="Largest body of a link that edits plans; 2,000 segments are about 1 MiB.",
    )
    file_limit_bytes: int = Field(
        default=20 * 1024 * 1024,
        description="Largest imported file; a long programme has 5 MiB.",
    )
    trusted_proxies: tuple[str, ...] = Field(
        default=(),
        description="Addresses or networks of trusted proxies.",
    )
    proxy_header: Literal["x-forwarded", "forwarded"] = Field(
        default="x-forwarded",
        description="X-Forwarded-For and -Proto, or Forwarded (RFC 7239); the other is ignored.",
    )
    address_rate: float = Field(
        default=1_000.0,
        gt=0,
        description="Requests a second from one address, which may be a venue.",
    )
    address_burst: int = Field(
        default=50_000,
        gt=0,
        description="Requests at once from one address: 10,000 people open a page, and come again.",
    )
    participant_rate: float = Field(default=5.0, gt=0, description="Requests a second from one participant.")
    participant_burst: int = Field(default=300, gt=0, description="Requests at once from one participant.")
    link_rate: float = Field(
        default=20.0,
        gt=0,
        description="Requests a second from a valid link whose address has made too many.",
    )
    head_within_s: float = Field(
        default=12.0, gt=0, description="Seconds for all headers of a request to come; 15 are promised."
    )
    body_within_s: float = Field(
        default=25.0,
        gt=0,
        description="Seconds for a body to come, one more for each 64 KiB; 30 are promised.",
    )
    answer_within_s: float = Field(
        default=30.0, gt=0, description="Seconds until a client that does not read its answer is cut off."
    )
    head_limit_bytes: int = Field(
        default=32 * 1024, gt=0, description="Largest request head: address and headers; a browser sends 2 KiB."
    )
    idle_connections: int = Field(
        default=12_000,
        gt=0,
        description="Most connections without a request, at most half of the system's open files.",
    )
    incidents_kept: int = Field(
        default=20_000,
        ge=100,
        description="Newest incidents that the audit keeps of each kind; some 4 MiB each.",
    )
    names_kept_days: int = Field(
        default=30,
        ge=0,
        description="Days from a session's end until names given with questions are deleted.",
    )
    webhook_private: bool = Field(
        default=False,
        description="Send webhooks also to the own network, and over http.",
    )
    osc_port: int | None = Field(default=None, ge=0, le=65535, description="UDP port on which OSC is received.")
    osc_host: str = Field(default="127.0.0.1", description="Address on which OSC is received; OSC has no sign-in.")
    osc_session: str = Field(default="", description="The address (slug) of the session that OSC steers and shows.")
    osc_role: Literal["moderator", "desk", "stage", "viewer"] = Field(
        default="moderator", description="What OSC may do and is told."
    )
    osc_from: tuple[IPvAnyNetwork, ...] = Field(
        default=(ip_network("127.0.0.0/8"), ip_network("::1/128")),
        description="Addresses or networks from which OSC is taken.",
    )
    osc_to: tuple[Annotated[str, Field(pattern=r"^(\[[0-9a-fA-F:]+\]|[^:\s]+):[1-9]\d{0,4}$")], ...] = Field(
        default=(), description='Receivers of OSC: ["192.168.1.20:53000"].'
    )
    announce: bool = Field(
        default=True,
        description="Announce rostrum.local on the local network, with the extra lan and beyond loopback.",
    )
    log_level: str = Field(
        default="info",
        pattern="^(debug|info|warning)$",
        description="Least level that is logged; debug has every request.",
    )
    stalled_after_s: float = Field(
        default=20.0,
        gt=0,
        description="Seconds until a viewer who does not read is closed; phones doze for less.",
    )
    lock_wait_ms: int = Field(
        default=5_000, ge=0, description="Milliseconds to wait for a database held by another program."
    )
    conformance: bool = Field(default=False, description="Echo on /echo/{slug}, for conformance suites only.")
    style_page: bool = Field(default=False, description="Show every component of the pages on /style.")
    pseudo_languages: bool = Field(
        default=False,
        description="Also show pages in en-XA (longer, in brackets) and ar-XB (right to left).",
    )
    log_format: str = Field(default="text", pattern="^(text|json)$", description="text for people, json for machines.")

    @property
    def metrics_host(self) -> str:
        """The host of the metrics' own address, without the brackets of IPv6; empty if they have none."""
        return (self.metrics_address or "").rpartition(":")[0].strip("[]")

    @property
    def metrics_port(self) -> int | None:
        """The port of the metrics' own address, if any."""
        return int(self.metrics_address.rpartition(":")[2]) if self.metrics_address else None

    @property
    def address(self) -> str:
        """The address of the server according to the settings: the public one, or the one it listens on."""
        return (self.public_url or f"http://{address_of(self.host, self.port)}").rstrip("/")

    @property
    def database(self) -> str:
        """The SQLAlchemy URL in use."""
        return self.database_url or f"sqlite:///{(self.data / 'rostrum.db').absolute()}"

    @property
    def key(self) -> Path:
        """The file of the key that links are made from."""
        return self.data / "links.key"


def address_of(host: str, port: int) -> str:
    """Return host and port as they are written in an address."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def is_loopback(host: str) -> bool:
    """Whether other machines cannot reach what listens on this address."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
