import json
import subprocess
import sys

SCRIPT = """
import json, os, sys
for name in ("MLFLOW_DISABLE_TELEMETRY", "DO_NOT_TRACK"):
    os.environ.pop(name, None)
os.environ["MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR"] = "true"
import geoclf.tracking.mlflow_tracker, geoclf.tracking.mlflow_import
before = [name for name in ("mlflow", "DO_NOT_TRACK") if name in sys.modules or name in os.environ]
geoclf.tracking.mlflow_import.import_pyfunc()
names = ("MLFLOW_DISABLE_TELEMETRY", "MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR")
print(json.dumps([before, [os.environ[name] for name in names]]))
"""


def test_mlflow_is_imported_late_quietly_and_without_telemetry() -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", SCRIPT], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    # What the user set is left.
    assert json.loads(done.stdout) == [[], ["true", "true"]]
