# One image for web and relay. Front end in one stage, Python in the next; runs as nobody, writes only to /var/lib/shengshi.
FROM node:20-bookworm-slim AS front
WORKDIR /src
COPY frontend/package.json frontend/package-lock.json frontend/.npmr[c] ./
RUN npm ci
COPY frontend/ ./
RUN npm run -s build:h5 && npm run -s build:mp && npm run -s build:console

FROM python:3.11-slim-bookworm
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1
WORKDIR /srv/shengshi
COPY requirements.txt ./
RUN pip install -r requirements.txt
COPY . ./
COPY --from=front /src/dist ./frontend/dist
RUN useradd --system --uid 10001 --home-dir /var/lib/shengshi --create-home shengshi \
 && chmod 0700 /var/lib/shengshi
USER shengshi
VOLUME /var/lib/shengshi
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s \
  CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8080/readyz', timeout=2)"]
CMD ["gunicorn", "--config", "gunicorn.conf.py", "wsgi:create_app()"]
