import subprocess
import sys
from pathlib import Path

from geoclf.tracking.connection import connect

N_PROCESSES = 8
SCRIPT = """
import sys
from geoclf.tracking.items import Metric, Param, TextFile
from geoclf.tracking.mlflow_tracker import MlflowTracker

uri, number = sys.argv[1:]
with MlflowTracker(uri, "sweep").run(f"job {number}") as run:
    run.log(Param(f"p{i}", number) for i in range(30))
    run.log(Metric(f"m{i}", float(number)) for i in range(150))
    run.log([TextFile("out/number.txt", number)])
"""


def test_eight_processes_start_on_a_database_that_is_not_there_yet(tmp_path: Path) -> None:
    uri = f"sqlite:///{tmp_path}/new/mlflow.db"
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", SCRIPT, uri, str(number)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
        for number in range(N_PROCESSES)
    ]
    said = [process.communicate(timeout=250)[0].decode() for process in processes]
    assert [process.returncode for process in processes] == [0] * N_PROCESSES, "\n".join(said)
    assert said == [""] * N_PROCESSES
    client = connect(uri, create=False).client
    runs = client.search_runs([client.get_experiment_by_name("sweep").experiment_id])
    assert {run.info.run_name for run in runs} == {f"job {number}" for number in range(N_PROCESSES)}
    for run in runs:
        number = run.info.run_name.removeprefix("job ")
        assert run.info.status == "FINISHED"
        assert run.data.params == {f"p{i}": number for i in range(30)}
        assert run.data.metrics == {f"m{i}": float(number) for i in range(150)}
        path = Path(run.info.artifact_uri.removeprefix("file://")) / "out" / "number.txt"
        assert path.read_text() == number
    # Neither locks nor half-made databases are left.
    assert {path.name for path in (tmp_path / "new").iterdir()} <= {
        *("mlflow.db", "mlflow.db-wal", "mlflow.db-shm", "mlartifacts"),
    }
