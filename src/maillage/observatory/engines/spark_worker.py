"""The process that holds Spark: `python -m … SETTINGS`, driven through its standard input.

Spark takes hold of a process (signals, environment, threads, the sockets of its Java half) and
never quite lets it go, so it has one of its own, which ends when its standard input does: also
when what drove it was killed, and with a query under way.
"""

import json
import os
import pickle
import sys
import threading
from queue import SimpleQueue
from subprocess import Popen
from typing import Any, NoReturn

from pyspark import SparkConf, SparkContext
from pyspark.java_gateway import launch_gateway
from pyspark.sql import SparkSession


def main() -> NoReturn:
    """Run statements, each a line of JSON; answer each with its pickled rows, or its error."""
    with os.fdopen(os.dup(1), "wb") as answers:
        os.dup2(2, 1)  # what Spark prints goes to the log
        settings: dict[str, str] = json.loads(sys.argv[1])
        conf = SparkConf(loadDefaults=False).setAll(list(settings.items()))
        statements: SimpleQueue[str] = SimpleQueue()
        java: list[Popen[bytes]] = []
        threading.Thread(target=_listen, args=(statements, java), daemon=True).start()
        gateway = launch_gateway(conf)
        java.append(gateway.proc)
        spark = SparkSession(SparkContext(conf=conf, gateway=gateway))
        while True:
            pickle.dump(_run(spark, statements.get()), answers)
            answers.flush()


def _listen(statements: SimpleQueue[str], java: list[Popen[bytes]]) -> None:
    for line in sys.stdin:
        statements.put(json.loads(line))
    for process in java:  # one that is still starting ends when it misses us
        process.kill()
        process.wait()
    os._exit(0)


def _run(spark: SparkSession, statement: str) -> list[tuple[Any, ...]] | str:
    try:
        return [tuple(row) for row in spark.sql(statement).collect()]
    except Exception as error:  # noqa: BLE001  the other process tells it, whatever it is
        return str(error)


if __name__ == "__main__":
    main()
