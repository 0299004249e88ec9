"""gunicorn's settings: two processes a machine of two cores, behind a proxy that buffers (deploy/nginx.conf).

    gunicorn 'wsgi:create_app()'          # reload: kill -HUP; a new binary: USR2, then TERM to the old one; never QUIT

Everything is chosen by the environment, so the demo, production and the measurements share this one file.
"""

import gc
import os
import shutil
import sys
import tempfile

from gunicorn.glogging import Logger

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))


class ServerLog(Logger):
    """gunicorn's log through app/kernel/log.py."""

    def setup(self, cfg):
        """As gunicorn's, with lines like the product's own."""
        from app.kernel.log import server_lines

        super().setup(cfg)
        server_lines(self.error_log)


bind = os.environ.get("BIND", "127.0.0.1:8080")
workers = int(os.environ.get("WORKERS", os.cpu_count() or 2))
worker_class = os.environ.get("WORKER_CLASS", "gthread")  # gevent in production with MariaDB: +35–50 % on writes
threads = int(os.environ.get("THREADS", "8"))
worker_connections = int(os.environ.get("WORKER_CONNECTIONS", "500"))

timeout = 30
graceful_timeout = 20
keepalive = 75  # longer than the proxy's, so that only the proxy closes an idle connection
backlog = 1024
limit_request_line = 4096
limit_request_fields = 60
limit_request_field_size = 8190
forwarded_allow_ips = os.environ.get("FORWARDED_ALLOW_IPS", "127.0.0.1")
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108 - the heartbeat file must not wait for a disk
control_socket_disable = True

# The application writes its own line for every request (app/kernel/observe.py); gunicorn's would carry paths.
# What gunicorn itself has to say (a worker that died, a request that is none) goes the application's way: JSON, redacted.
accesslog = None
logger_class = ServerLog
errorlog = "-"
loglevel = "warning"


def on_starting(server):
    """One folder for the metrics of all workers, unless one was named."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ and server.cfg.workers > 1:
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = server.metrics_folder = tempfile.mkdtemp(prefix="shengshi-metrics-")


def post_worker_init(worker):
    """Modules and catalogue stay for ever: looking through them for garbage at every turn cost a tenth of each write."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def on_exit(server):
    """Take the folder away again."""
    if folder := getattr(server, "metrics_folder", None):
        shutil.rmtree(folder, ignore_errors=True)


def child_exit(server, worker):
    """A dead worker's gauges count no more; its counters stay."""
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        from prometheus_client import multiprocess

        multiprocess.mark_process_dead(worker.pid)
