# One image for web, worker and beat; docker-compose.yml tells them apart by command.
# tests/house/test_compose.py keeps this true to the settings and the set-up.

FROM node:20-bookworm-slim AS assets
RUN apt-get update && apt-get install -y --no-install-recommends python3 && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY package.json package-lock.json ./
COPY tools/assets.py tools/
COPY static/src static/src
RUN python3 tools/assets.py

FROM python:3.11-slim-bookworm
RUN apt-get update \
    && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
    && rm -rf /var/lib/apt/lists/*
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
WORKDIR /app
COPY requirements/base.txt requirements/
RUN pip install --no-cache-dir --require-hashes -r requirements/base.txt
COPY . .
COPY --from=assets /app/static/build static/build
RUN REVENUES_MODE=production DATABASE_URL=postgresql://build@localhost/build REDIS_URL=redis://localhost \
    SECRET_KEY=only-to-collect-files python manage.py collectstatic --no-input --verbosity 0 \
    && useradd --system --create-home revenues \
    && mkdir -p /app/media && chown revenues /app/media
USER revenues
EXPOSE 8000
CMD ["gunicorn", "revenues.config.wsgi", "--bind", "0.0.0.0:8000", "--workers", "2", "--threads", "4"]
