"""Runs bench_http: the HTTP server of the edges beside nginx serving the same file, both on loopback, with a scratch configuration and ended by process id.
Without nginx the rest is measured all the same, and that is said."""
import json
import os
import shutil
import socket
import subprocess
import time

FILE_BYTES = 12000
CONFIG = """daemon off;
worker_processes 1;
pid {folder}/pid;
error_log {folder}/errors;
events {{ worker_connections 1024; }}
http {{
    access_log off;
    sendfile on;
    tcp_nopush on;
    keepalive_requests 1000000000;
    open_file_cache max=10;
    client_body_temp_path {folder}/t1;
    proxy_temp_path {folder}/t2;
    fastcgi_temp_path {folder}/t3;
    uwsgi_temp_path {folder}/t4;
    scgi_temp_path {folder}/t5;
    server {{ listen 127.0.0.1:{port}; root {folder}; }}
}}
"""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Nginx:
    def __init__(self, program, folder):
        self.port = free_port()
        config = os.path.join(folder, "nginx.conf")
        with open(config, "w", encoding="utf-8") as file:
            file.write(CONFIG.format(folder=folder, port=self.port))
        self.server = subprocess.Popen([program, "-p", folder, "-c", config], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.05)
        self.stop()
        raise RuntimeError("nginx does not start")

    def stop(self):
        self.server.terminate()
        self.server.wait(30)


def measure(binaries, folder, seconds, rounds, say):
    os.chmod(folder, 0o711)                  # nginx serves as a user of its own
    path = os.path.join(folder, "file.js")
    with open(path, "wb") as file:
        file.write(bytes(range(256)) * (FILE_BYTES // 256))
    program = shutil.which("nginx", path=os.environ.get("PATH", "") + ":/usr/sbin")
    nginx = Nginx(program, folder) if program else None
    if nginx is None:
        say("nginx is not installed: the edge is measured alone")
    try:
        words = [os.path.join(binaries, "bench_http"), path, str(seconds), str(rounds)] + ([str(nginx.port), "/file.js"] if nginx else [])
        figures = json.loads(subprocess.run(words, capture_output=True, text=True, check=True).stdout)
    finally:
        if nginx:
            nginx.stop()
    if nginx:
        figures["static_by_nginx"] = round(figures["edge_per_s"] / figures["nginx_per_s"], 2)
    return figures
