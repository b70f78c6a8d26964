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

    data: Path = Field(
        default=Path("data"), description="Folder of the database and of the key that links are made from."
    )
    database_url: str | None = Field(
        default=None,
        description="Address of the database, such as postgresql://user:password@host/name; without it, SQLite in the "
        "data folder.",
    )
    secret: SecretStr | None = Field(
        default=None,
        description="What links and cookies are made from, the same for all servers of one database, 32 characters or "
        "more; without it, links.key in the data folder.",
    )
    secret_file: Path | None = Field(default=None, description="A file that holds the secret instead.")
    host: str = Field(
        default="127.0.0.1", description="Address to listen on; loopback, so that nothing is exposed unasked."
    )
    port: int = Field(default=8000, ge=0, le=65535, description="TCP port; 0 takes a free one.")
    processes: int = Field(
        default=1, ge=1, le=64, description="Processes that serve on one machine and one port; some one for each core."
    )
    drain_s: float = Field(
        default=5.0,
        ge=0,
        description="Seconds over which the sockets of a process that ends move to others; a server alone on an SQLite "
        "file does not wait, unless this is set.",
    )
    public_url: str | None = Field(default=None, description="Address under which people reach the server, for links.")
    metrics_address: str | None = Field(
        default=None,
        pattern=r"^(\[[0-9a-fA-F:]+\]|[^:\s]+):"
        r"([1-9]\d{0,3}|[1-5]\d{4}|6[0-4]\d{3}|65[0-4]\d\d|655[0-2]\d|6553[0-5])$",
        description="Address and port on which /metrics answers, such as 127.0.0.1:9100, and then on no other; "
        "without it, on the port of everything else.",
    )
    demo: bool = Field(default=True, description="Make the demo session in an empty database.")
    allowed_origins: tuple[str, ...] = Field(
        default=(),
        description="Origins besides the server's own that may send commands, for a proxy that rewrites Host.",
    )
    embed_origins: tuple[Annotated[str, Field(pattern=r"^https?://(\*\.)?[a-z0-9.-]+(:\d{1,5})?$")], ...] = Field(
        default=(),
        description="Origins of the sites that may show /embed/{slug} in their pages, as a JSON list, such as "
        '["https://www.example.org"]; without it, none.',
    )
    video_origins: tuple[Annotated[str, Field(pattern=r"^https://(\*\.)?[a-z0-9.-]+(:\d{1,5})?$")], ...] = Field(
        default=(),
        description="Origins of the sites whose videos a session may show beside its viewers' page, as a JSON list, "
        'such as ["https://www.youtube-nocookie.com"]; without it, none.',
    )
    form_limit_bytes: int = Field(
        default=64 * 1024, gt=0, description="Largest body of a command or a form, for all but links that edit plans."
    )
    body_limit_bytes: int = Field(
        default=2 * 1024 * 1024,
        description="Largest request body of a link that edits plans; a document of 2,000 segments has about 1 MiB.",
    )
    file_limit_bytes: int = Field(
        default=20 * 1024 * 1024,
        description="The same where a file is imported; a long programme has 5 MiB.",
    )
    trusted_proxies: tuple[str, ...] = Field(
        default=(),
        description="Addresses or networks of trusted proxies, as a JSON list.",
    )
    proxy_header: Literal["x-forwarded", "forwarded"] = Field(
        default="x-forwarded",
        description="Their headers: X-Forwarded-For and -Proto, or Forwarded (RFC 7239); the other kind is ignored.",
    )
    address_rate: float = Field(
        default=1_000.0,
        gt=0,
        description="Requests a second that one address may go on making; a venue may be one address.",
    )
    address_burst: int = Field(
        default=50_000,
        gt=0,
        description="Requests that one address may make at once: 10,000 people open the same page, and come again.",
    )
    participant_rate: float = Field(
        default=5.0, gt=0, description="Requests a second that one participant may go on making."
    )
    participant_burst: int = Field(default=300, gt=0, description="Requests that one participant may make at once.")
    link_rate: float = Field(
        default=20.0,
        gt=0,
        description="Requests a second that a valid link may go on making where its address has made too many.",
    )
    head_within_s: float = Field(
        default=12.0, gt=0, description="Seconds in which all headers of a request must have come; 15 are promised."
    )
    body_within_s: float = Field(
        default=25.0,
        gt=0,
        description="Seconds in which a body must have come, and one more for each 64 KiB of it; 30 are promised.",
    )
    answer_within_s: float = Field(
        default=30.0, gt=0, description="Seconds after which a client that does not read its answer is cut off."
    )
    head_limit_bytes: int = Field(
        default=32 * 1024, gt=0, description="Largest request head: address and headers; a browser sends 2 KiB."
    )
    idle_connections: int = Field(
        default=12_000,
        gt=0,
        description="Most connections without a request, and never more than half of the files that the system allows; "
        "above that, the one idle longest is closed. 10,000 viewers may connect in the same moment.",
    )
    incidents_kept: int = Field(
        default=20_000,
        ge=100,
        description="How many incidents of each kind the audit keeps, the newest: acts, refusals to links, and "
        "refusals to viewers and participants; some 4 MiB each.",
    )
    names_kept_days: int = Field(
        default=30,
        ge=0,
        description="Days after a session's end for which names given with questions are kept; then they are deleted.",
    )
    webhook_private: bool = Field(
        default=False,
        description="Send webhooks also to addresses of the own network, and over http.",
    )
    osc_port: int | None = Field(
        default=None, ge=0, le=65535, description="UDP port on which OSC is received; without it, none is."
    )
    osc_host: str = Field(
        default="127.0.0.1", description="Address on which OSC is received; loopback, because OSC has no sign-in."
    )
    osc_session: str = Field(default="", description="The session that OSC steers and shows, by its address (slug).")
    osc_role: Literal["moderator", "desk", "stage", "viewer"] = Field(
        default="moderator", description="The role that OSC has in it: what it may do and is told."
    )
    osc_from: tuple[IPvAnyNetwork, ...] = Field(
        default=(ip_network("127.0.0.0/8"), ip_network("::1/128")),
        description="Addresses or networks from which OSC is taken, as a JSON list; the rest is dropped.",
    )
    osc_to: tuple[Annotated[str, Field(pattern=r"^(\[[0-9a-fA-F:]+\]|[^:\s]+):[1-9]\d{0,4}$")], ...] = Field(
        default=(), description='Receivers of OSC, as a JSON list, such as ["192.168.1.20:53000"].'
    )
    announce: bool = Field(
        default=True,
        description="Announce the server on the local network as rostrum.local, where it listens on more than loopback "
        "and the extra lan is installed.",
    )
    log_level: str = Field(
        default="info",
        pattern="^(debug|info|warning)$",
        description="From which level on events are logged; debug also logs every request.",
    )
    stalled_after_s: float = Field(
        default=20.0,
        gt=0,
        description="Seconds after which a viewer who does not read is closed; phones doze for less.",
    )
    lock_wait_ms: int = Field(
        default=5_000, ge=0, description="Milliseconds to wait for a database that another program holds."
    )
    conformance: bool = Field(
        default=False, description="Echo on /echo/{slug} for conformance suites; never on a server that people use."
    )
    style_page: bool = Field(
        default=False, description="Show every component of the pages on /style; for designers and tests."
    )
    pseudo_languages: bool = Field(
        default=False,
        description="Also show pages in en-XA (longer, in brackets) and ar-XB (right to left); for translators.",
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
