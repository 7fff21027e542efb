"""What a WSGI server loads, and what `flask` finds."""

import os
import sys

from lms.app import create_app, refuse_unsafe_database
from lms.settings import Settings, UnsafeSettings

try:
    app = create_app(Settings.from_environment(os.environ))
    if os.environ.get("FLASK_RUN_FROM_CLI") != "true":
        refuse_unsafe_database(app)
except UnsafeSettings as unsafe:
    lines = "\n- ".join(["Étoffe ne démarre pas. À corriger :", *unsafe.lines])
    sys.stderr.write(lines + "\n")
    sys.exit(1)
