"""Install Rostrum on this machine and serve it. Needs only Python, on Linux, macOS and Windows.

    python start.py [options of serve]       install the packages of requirements.txt into .venv, and serve
    python start.py --setup run|dev|tools    only install the packages: for serving, for testing, or the installer

If nothing has changed it only compares two files. Otherwise a small environment, .tools, gets the pinned uv, and uv
fills .venv. Every downloaded file is checked against the hash in the lock.

This file uses only the syntax of Python 3.6: an older Python can then look for a newer one, or say what is missing.
"""

import filecmp
import os
import shutil
import signal
import subprocess
import sys

ROOT = os.path.dirname(os.path.abspath(__file__))
VENV, TOOLS = os.path.join(ROOT, ".venv"), os.path.join(ROOT, ".tools")
UV_LOCK = "requirements-uv.txt"
LOCKS = {"run": "requirements.txt", "dev": "requirements-dev.txt", "tools": ""}
NAMES = ("python3.11", "python3", "python3.12", "python3.13", "python3.14", "python")
LAUNCHERS = (("py", "-3.11"), ("py", "-3"))  # how Windows finds its Pythons
# The path of the interpreter itself, not of a launcher or an environment.
PROBE = (
    "import sys; assert sys.version_info >= (3, 11); import ensurepip, venv; "
    "print(getattr(sys, '_base_executable', '') or sys.executable)"
)
# Another active environment, or another Python that uv knows of, must not be used instead.
FOREIGN = ("VIRTUAL_ENV", "CONDA_PREFIX", "PYTHONHOME", "PYTHONPATH")


class Failed(Exception):
    """The installation cannot go on; the message gives the reason and the remedy."""


def main(arguments: "list[str]") -> int:
    """Install missing packages, then serve unless only installing was requested; return the exit code."""
    what = "run"
    try:
        if arguments[:1] == ["--setup"]:
            what = " ".join(arguments[1:])
            if what not in LOCKS:
                raise Failed("say what for: python start.py --setup run, or dev, or tools")
            set_up(what)
            return 0
        set_up(what)
    except Failed as failed:
        say(str(failed))
        return 1
    except subprocess.CalledProcessError as failed:
        say("%s has failed; what it says is above" % os.path.basename(failed.cmd[0]))
        return 1
    return serve(arguments)


def set_up(what: str) -> None:
    """Make .venv match the lock exactly."""
    lock = LOCKS[what]
    if lock and os.path.exists(program(VENV, "python")) and same(path(lock), os.path.join(VENV, "installed-" + what)):
        return
    python = find_python()
    environment = {name: value for name, value in os.environ.items() if name not in FOREIGN}
    environment["UV_PYTHON_DOWNLOADS"] = "never"
    install_uv(python, environment)
    if lock:
        fill(what, lock, python, environment)


def install_uv(python: str, environment: "dict[str, str]") -> None:
    """Make .tools, with the uv that its lock names."""
    uv, installed = program(TOOLS, "uv"), os.path.join(TOOLS, "installed")
    if same(path(UV_LOCK), installed) and works([uv, "--version"]):
        return
    say("fetching the installer")
    run([python, "-m", "venv", "--clear", TOOLS], environment)
    pip = [program(TOOLS, "python"), "-m", "pip", "install", "-qq", "--disable-pip-version-check", "--require-hashes"]
    run([*pip, "-r", path(UV_LOCK)], environment)
    shutil.copyfile(path(UV_LOCK), installed)


def fill(what: str, lock: str, python: str, environment: "dict[str, str]") -> None:
    """Let uv make .venv and install the lock into it, checked against its hashes."""
    say("installing what %s names into .venv" % lock)
    uv = program(TOOLS, "uv")
    if not works([program(VENV, "python"), "-c", ""]):
        run([uv, "venv", "--quiet", "--clear", "--no-project", "--python", python, VENV], environment)
    for name in LOCKS:
        if os.path.exists(os.path.join(VENV, "installed-" + name)):
            os.remove(os.path.join(VENV, "installed-" + name))
    # Compiled once now instead of by the first start; some environments never store compiled files.
    sync = [uv, "pip", "sync", "--quiet", "--require-hashes", "--compile-bytecode"]
    run([*sync, "--python", program(VENV, "python"), path(lock)], environment)
    if what == "dev":
        # The lock of `run` is part of the lock of `dev`: an environment that can test can serve.
        shutil.copyfile(path(LOCKS["run"]), os.path.join(VENV, "installed-run"))
    shutil.copyfile(path(lock), os.path.join(VENV, "installed-" + what))


def serve(arguments: "list[str]") -> int:
    """Become the server, or wait for it where a process cannot be replaced (Windows)."""
    command = [program(VENV, "python"), "-m", "app", "serve", *arguments]
    # Bytecode is written even where the environment forbids it: without it every start compiles everything.
    environment = dict(os.environ, PYTHONDONTWRITEBYTECODE="")
    os.chdir(ROOT)
    if os.name == "posix":
        sys.stdout.flush()
        os.execve(command[0], command, environment)
    return wait_for(command, environment)


def wait_for(command: "list[str]", environment: "dict[str, str]") -> int:
    """Return the exit code of a command that receives the same Ctrl+C and ends because of it."""
    # A handler, unlike an ignored signal, is not inherited: the command gets the Ctrl+C, and this process waits on.
    signal.signal(signal.SIGINT, lambda *_: None)
    return subprocess.Popen(command, env=environment).wait()


def find_python() -> str:
    """Return the first Python that is new enough and can make environments.

    Raises:
        Failed: there is none; names those that were tried.
    """
    named = os.environ.get("ROSTRUM_PYTHON")
    names = [(named,)] if named else []
    candidates = [*names, (NAMES[0],), (sys.executable,), *((name,) for name in NAMES[1:]), *LAUNCHERS]
    for candidate in candidates:
        answer = said([*candidate, "-c", PROBE])
        if answer:
            return answer
    for candidate in candidates:
        version = said([*candidate, "-c", "import sys; print(sys.version.split()[0])"])
        if version:
            raise Failed(what_lacks(" ".join(candidate), version))
    raise Failed("Rostrum needs Python 3.11 or newer, and there is no Python here that starts")


def what_lacks(name: str, version: str) -> str:
    """Return why a Python cannot be used."""
    if tuple(int(part) for part in version.split(".")[:2]) >= (3, 11):
        return (
            "Python %s cannot make environments. Install its venv module (Debian: apt-get install python3-venv)"
            % version
        )
    return "Rostrum needs Python 3.11 or newer; %s is Python %s. Set ROSTRUM_PYTHON to a newer one" % (name, version)


def program(environment: str, name: str, windows: bool = os.name == "nt") -> str:
    """Return the path of a program in an environment."""
    return os.path.join(environment, *(("Scripts", name + ".exe") if windows else ("bin", name)))


def path(name: str) -> str:
    """Return the path of a file of the project."""
    return os.path.join(ROOT, name)


def same(one: str, other: str) -> bool:
    """Whether both exist and are equal."""
    return os.path.exists(one) and os.path.exists(other) and filecmp.cmp(one, other, shallow=False)


def run(command: "list[str]", environment: "dict[str, str]") -> None:
    """Run a command; raises CalledProcessError if it fails."""
    subprocess.run(command, env=environment, check=True)


def works(command: "list[str]") -> bool:
    """Whether a command starts and succeeds."""
    return said([*command]) is not None


def said(command: "list[str]") -> "str | None":
    """Return the output of a command, without its errors; None if it fails or cannot be started."""
    try:
        answer = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    return answer.stdout.decode(errors="replace").strip()


def say(words: str) -> None:
    """Print a message about the installation, separate from the server's output."""
    sys.stderr.write("start: %s\n" % words)
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
