"""The files for several processes: read by a parser of their kind, and held against the settings, ports and paths."""

from __future__ import annotations

import re
from configparser import ConfigParser
from typing import Any

import pytest
from yaml import safe_load, safe_load_all

from app.cli.processes import ANSWERED_WITHIN_S
from app.config import Settings
from app.server.monitoring import health
from tests.test_deploy import DEPLOY, given
from tests.test_project import locked, package_names

CLUSTER = DEPLOY / "cluster"
DOCKERFILE = (DEPLOY.parent / "Dockerfile").read_text()
PATHS = {getattr(route, "path", "") for route in health.router.routes}
PROCESSES = ["rostrum-1", "rostrum-2", "rostrum-3"]
# A process that is asked to end has ended after that many seconds.
ENDED_WITHIN_S = Settings().drain_s + ANSWERED_WITHIN_S


def of_kind(kind: str) -> Any:
    """The object of this kind of the Kubernetes file."""
    return next(one for one in safe_load_all((CLUSTER / "kubernetes.yaml").read_text()) if one["kind"] == kind)


def container() -> Any:
    (only,) = of_kind("Deployment")["spec"]["template"]["spec"]["containers"]
    return only


def compose() -> Any:
    return safe_load((CLUSTER / "compose.yaml").read_text())["services"]


def unit() -> ConfigParser:
    parser = ConfigParser(interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign]  # systemd tells capital letters apart
    parser.read(CLUSTER / "rostrum.service")
    return parser


def settings_named(text: str) -> set[str]:
    """The settings of Rostrum that a file gives to the server, as fields."""
    return {name.lower() for name in re.findall(r"\bROSTRUM_([A-Z_]+)[:=,]", text)}


@pytest.mark.parametrize("name", ["rostrum.service", "kubernetes.yaml"])
def test_every_setting_in_a_file_is_one_of_the_server(name: str) -> None:
    given = settings_named((CLUSTER / name).read_text())
    assert given
    assert given <= set(Settings.model_fields)


def test_the_settings_in_compose_are_those_of_the_server_and_make_sense_to_it() -> None:
    given = compose()["rostrum-1"]["environment"]
    assert {name.removeprefix("ROSTRUM_").lower() for name in given} <= set(Settings.model_fields)
    for needed in ("ROSTRUM_SECRET", "ROSTRUM_DATABASE_URL", "ROSTRUM_PUBLIC_URL"):
        assert ":?" in given[needed], f"compose would start without {needed}"


def test_compose_has_three_equal_processes_with_time_to_end() -> None:
    services = compose()
    assert [name for name in services if name.startswith("rostrum")] == PROCESSES
    assert services["rostrum-1"] == services["rostrum-2"] == services["rostrum-3"]
    one = services["rostrum-1"]
    assert int(one["stop_grace_period"].rstrip("s")) > ENDED_WITHIN_S
    assert one["depends_on"] == {"postgres": {"condition": "service_healthy"}}
    assert "/readyz" in one["healthcheck"]["test"][-1]
    assert {"/readyz", "/healthz"} <= PATHS
    assert [place.partition(":")[0] for place in one["tmpfs"]] == ["/tmp", "/data"]
    assert (one["read_only"], one["cap_drop"]) == (True, ["ALL"])
    # Each viewer is two connections of Caddy.
    assert services["caddy"]["ulimits"]["nofile"] >= 2 * one["ulimits"]["nofile"]
    # Only Caddy is reachable from outside.
    assert [name for name, service in services.items() if "ports" in service] == ["caddy"]


def test_compose_trusts_the_network_that_it_makes() -> None:
    whole = safe_load((CLUSTER / "compose.yaml").read_text())
    (network,) = whole["networks"]["default"]["ipam"]["config"]
    assert network["subnet"] in compose()["rostrum-1"]["environment"]["ROSTRUM_TRUSTED_PROXIES"]


def test_caddy_asks_each_process_whether_it_is_ready() -> None:
    caddyfile = CLUSTER / "Caddyfile"
    assert given(caddyfile, "reverse_proxy") == [" ".join(f"{name}:{Settings().port}" for name in PROCESSES)]
    assert given(caddyfile, "health_uri") == ["/readyz"]


def test_the_unit_starts_the_supervisor_reloads_it_and_waits_for_it() -> None:
    service = unit()["Service"]
    assert service["ExecStart"].endswith("-m app serve")
    given = dict(pair.split("=", 1) for pair in service["Environment"].split())
    assert int(given["ROSTRUM_PROCESSES"]) == 3
    assert given["ROSTRUM_DATA"] == f"/var/lib/{service['StateDirectory']}"
    assert (service["ExecReload"], service["KillMode"]) == ("/bin/kill -HUP $MAINPID", "mixed")
    assert int(service["TimeoutStopSec"]) > ENDED_WITHIN_S
    assert unit().sections() == ["Unit", "Service", "Install"]


def test_the_unit_survives_a_database_that_is_away_and_the_end_of_one_process() -> None:
    assert unit()["Unit"]["StartLimitIntervalSec"] == "0"
    assert (unit()["Service"]["Restart"], unit()["Service"]["OOMPolicy"]) == ("on-failure", "continue")


def test_kubernetes_probes_what_the_server_answers_and_waits_for_the_drain() -> None:
    pod = of_kind("Deployment")["spec"]["template"]["spec"]
    assert pod["terminationGracePeriodSeconds"] > ENDED_WITHIN_S
    probes = {probe: container()[f"{probe}Probe"]["httpGet"] for probe in ("liveness", "readiness")}
    assert {probe: asked["path"] for probe, asked in probes.items()} == {"liveness": "/healthz", "readiness": "/readyz"}
    ports = {port["name"]: port["containerPort"] for port in container()["ports"]}
    assert ports["http"] == Settings().port
    assert {asked["port"] for asked in probes.values()} == {"http"}
    startup = container()["startupProbe"]
    assert startup["httpGet"] == probes["liveness"]
    assert startup["periodSeconds"] * startup["failureThreshold"] >= 300
    # Traffic has stopped before the last socket has gone.
    readiness = container()["readinessProbe"]
    assert readiness["periodSeconds"] * readiness["failureThreshold"] < Settings().drain_s


def test_kubernetes_keeps_two_of_three_processes_and_gives_each_its_own_folder() -> None:
    deployment = of_kind("Deployment")["spec"]
    labels = deployment["template"]["metadata"]["labels"]
    assert deployment["selector"]["matchLabels"] == of_kind("Service")["spec"]["selector"] == labels
    budget = of_kind("PodDisruptionBudget")["spec"]
    assert (budget["selector"]["matchLabels"], budget["minAvailable"]) == (labels, deployment["replicas"] - 1)
    assert deployment["strategy"]["rollingUpdate"]["maxUnavailable"] == 0
    volumes = {volume["name"]: volume for volume in deployment["template"]["spec"]["volumes"]}
    assert all("emptyDir" in volumes[mount["name"]] for mount in container()["volumeMounts"])
    given = {one["name"].removeprefix("ROSTRUM_").lower(): one.get("value") for one in container()["env"]}
    settings = Settings(**{name: value for name, value in given.items() if name == "metrics_address"})
    assert settings.metrics_port == {port["name"]: port["containerPort"] for port in container()["ports"]}["metrics"]
    pod = deployment["template"]["spec"]
    assert (pod["securityContext"]["runAsUser"], pod["automountServiceAccountToken"]) == (10001, False)
    assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    assert "USER 10001:10001" in DOCKERFILE


def test_the_image_has_the_driver_of_postgresql() -> None:
    assert "COPY requirements-uv.txt requirements.txt" in DOCKERFILE
    assert {"psycopg", "psycopg-binary"} <= package_names(locked("requirements.txt"))


def test_no_file_names_a_host_from_which_images_come() -> None:
    texts = [path.read_text() for path in CLUSTER.iterdir()]
    images = re.findall(r"^\s*image: (?:\$\{\w+:-)?([^}\s]+)", "\n".join(texts), re.MULTILINE)
    assert len(images) == 4
    assert [image for image in images if "/" in image] == []
