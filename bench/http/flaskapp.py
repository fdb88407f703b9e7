# The session's workload on Flask, served by gunicorn from the socket with the number 3:
# a process for each processor, with threads that keep connections alive. Arguments: the
# processes, the threads of each, the secret key.
#
# A thread waits for the first request of a new connection, so that there must be a thread
# for each that may be idle.
import sys

from flask import Flask, session
from gunicorn.app.base import BaseApplication

app = Flask("bench")
app.secret_key = sys.argv[3]


@app.get("/login")
def login():
    session["user_id"], session["name"], session["visits"] = 4711, "Ada", 41
    return "welcome"


@app.get("/visits")
def visits():
    session["visits"] += 1
    return f"{session['name']} {session['visits']}"


class Server(BaseApplication):
    def load_config(self):
        settings = {
            "bind": "fd://3",
            "workers": int(sys.argv[1]),
            "worker_class": "gthread",
            "threads": int(sys.argv[2]),
            "keepalive": 60,
            "graceful_timeout": 1,
            "loglevel": "error",
            "control_socket_disable": True,
        }
        for name, value in settings.items():
            if name in self.cfg.settings:  # an older gunicorn has fewer
                self.cfg.set(name, value)

    def load(self):
        return app


Server().run()
