# Built in two stages: the second has no installer, no cache and no compiler.
# A tag moves, a digest does not: --build-arg PYTHON_IMAGE=python:3.11-slim-bookworm@sha256:... (docs/operations.md).
ARG PYTHON_IMAGE=python:3.11-slim-bookworm

FROM ${PYTHON_IMAGE} AS build

WORKDIR /build
COPY requirements-uv.txt requirements.txt ./
RUN python -m venv .tools \
    && .tools/bin/python -m pip install --no-cache-dir --disable-pip-version-check --require-hashes \
        -r requirements-uv.txt \
    && .tools/bin/uv venv --no-project /opt/rostrum \
    && .tools/bin/uv pip sync --no-cache --require-hashes --compile-bytecode --python /opt/rostrum/bin/python \
        requirements.txt


FROM ${PYTHON_IMAGE}

ENV PATH=/opt/rostrum/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    ROSTRUM_DATA=/data \
    ROSTRUM_HOST=0.0.0.0

COPY --from=build /opt/rostrum /opt/rostrum
WORKDIR /srv/rostrum
COPY . .

# A number, not a name: an orchestrator that forbids root can then tell that this is not root.
RUN python -m compileall -q app \
    && PYTHONDONTWRITEBYTECODE='' python -c 'from app.web.rendering.render import prepare; prepare()' \
    && chmod -R a+rX locale templates \
    && mkdir /data && chown 10001:10001 /data
USER 10001:10001
VOLUME /data
EXPOSE 8000

HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as web; web.urlopen(f'http://127.0.0.1:{os.environ.get(\"ROSTRUM_PORT\", \"8000\")}/healthz', timeout=2)"]

CMD ["python", "-m", "app", "serve"]
