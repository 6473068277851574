# Shoeleather in a container: Python 3.11, hash-locked packages, nobody's root.
FROM python:3.11-slim-bookworm AS packages
WORKDIR /house
COPY requirements.lock .
RUN python -m venv /house/.venv \
 && /house/.venv/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements.lock

FROM python:3.11-slim-bookworm
# pg_dump and pg_restore, for backups of a PostgreSQL database. `--build-arg PDF=chromium` adds a browser that prints
# reports as PDF; without it every report still has its page to print.
ARG PDF=
RUN apt-get update -qq && apt-get install -y -qq --no-install-recommends postgresql-client $PDF \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --uid 10001 --home-dir /house --shell /usr/sbin/nologin walker \
 && install -d -o walker -g walker -m 0700 /data
WORKDIR /house
COPY --from=packages /house/.venv .venv
COPY app app
COPY migrations migrations
COPY static static
COPY templates templates
COPY LICENSE NOTICE ./
ENV PATH=/house/.venv/bin:$PATH DATA_DIR=/data PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
USER walker
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s CMD \
    ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/up', timeout=4)"]
ENTRYPOINT ["python", "-m", "app"]
CMD ["serve", "--host", "0.0.0.0"]
