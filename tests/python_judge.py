"""Runs the scripts of the tests. Each runs in a fork of this process, which has imported torch: that takes longer than most scripts do.

Listens on the socket whose path is the argument. A request is a JSON object with script, arguments and input, up to the end of what the
client writes; the answer is one with code, output and errors. Ends when its standard input ends.
"""
import contextlib
import io
import json
import os
import runpy
import select
import socketserver
import sys
import traceback

import numpy  # noqa: F401
import torch  # noqa: F401
import torchvision  # noqa: F401


def run(script, arguments, text):
    sys.argv = [script, *arguments]
    sys.path[0] = os.path.dirname(script)
    sys.stdin = io.StringIO(text)
    try:
        runpy.run_path(script, run_name="__main__")
    except SystemExit as end:
        return end.code or 0
    except BaseException:
        traceback.print_exc()
        return 1
    return 0


class Request(socketserver.StreamRequestHandler):
    def handle(self):
        request = json.load(self.rfile)
        with contextlib.redirect_stdout(io.StringIO()) as output, contextlib.redirect_stderr(io.StringIO()) as errors:
            code = run(request["script"], request["arguments"], request["input"])
        answer = {"code": code, "output": output.getvalue(), "errors": errors.getvalue()}
        self.wfile.write(json.dumps(answer).encode())


class Server(socketserver.ForkingMixIn, socketserver.UnixStreamServer):
    def service_actions(self):
        super().service_actions()
        if select.select([0], [], [], 0)[0]:
            raise SystemExit


with Server(sys.argv[1], Request) as server:
    print("ready", flush=True)
    try:
        server.serve_forever()
    finally:
        os.unlink(sys.argv[1])
