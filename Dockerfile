# The wizard and its PDF reports. Build: docker build -t waarborg . ; run: see README.md.
FROM python:3.11-slim

RUN apt-get update \
 && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --create-home --uid 10001 waarborg \
 && install -d -o waarborg /data

WORKDIR /srv/waarborg
COPY requirements.lock ./
RUN pip install --no-cache-dir --disable-pip-version-check --require-hashes --no-deps -r requirements.lock
COPY app ./app
COPY templates ./templates
COPY questionnaires ./questionnaires
COPY LICENSE README.md ./

ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 WAARBORG_DATA_DIR=/data WAARBORG_PRODUCTION=1
USER waarborg
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
  CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/health', timeout=4)"]
CMD ["python", "-m", "app.cli", "serve", "--host", "0.0.0.0"]
