# The worker as an image: `docker build -t news-monitor .`; how to run it stands in deploy/README.md.
# Two stages, so that compilers, tests and linters stay out of what runs. Both locks carry hashes.

FROM python:3.13.9-slim-trixie AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PIP_NO_CACHE_DIR=1
WORKDIR /src

# What changes seldom comes first. Wheels only: an image build must not depend on a compiler.
COPY requirements.lock requirements-runtime.lock ./
RUN python -m venv /opt/build \
    && /opt/build/bin/pip install --only-binary :all: --require-hashes -r requirements.lock \
    && python -m venv /opt/news-monitor \
    && /opt/news-monitor/bin/pip install --only-binary :all: --require-hashes -r requirements-runtime.lock

COPY pyproject.toml README.md LICENSE NOTICE ./
COPY config ./config
COPY monitor ./monitor
RUN /opt/build/bin/pip wheel --no-deps --no-build-isolation --wheel-dir /dist . \
    && /opt/news-monitor/bin/pip install --no-deps --no-index /dist/*.whl \
    && /opt/news-monitor/bin/python -m compileall -q /opt/news-monitor/lib

FROM python:3.13.9-slim-trixie
LABEL org.opencontainers.image.title="news-monitor" \
      org.opencontainers.image.description="Watches news feeds and tells a newsroom desk of each story once" \
      org.opencontainers.image.licenses="Apache-2.0"

# A fixed number, so that the owner of the volume's files is the same on every host.
RUN groupadd --gid 10001 monitor \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /var/lib/news-monitor \
       --shell /usr/sbin/nologin monitor \
    && install --directory --owner 10001 --group 10001 --mode 0750 /var/lib/news-monitor \
    && install --directory --mode 0755 /etc/news-monitor

COPY --from=build /opt/news-monitor /opt/news-monitor

# Nothing is written outside the volume and /tmp, so that the root may be read-only.
ENV PATH=/opt/news-monitor/bin:/usr/local/bin:/usr/bin:/bin \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    MONITOR_CONFIG=/etc/news-monitor \
    MONITOR_DATABASE=/var/lib/news-monitor/monitor.db
USER 10001:10001
WORKDIR /var/lib/news-monitor
VOLUME ["/var/lib/news-monitor"]
STOPSIGNAL SIGTERM
# Needs no listener: the worker notes a sign of life in its database only while its work really goes on.
HEALTHCHECK --interval=60s --timeout=15s --start-period=60s --retries=3 CMD ["monitor", "status", "--check"]
ENTRYPOINT ["monitor"]
CMD ["run"]
