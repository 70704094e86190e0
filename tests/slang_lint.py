"""Prints what slang -Wextra says of the sources that a list names; nothing where they are clean.

    python slang_lint.py LIST TOP     in the folder that the list's paths are relative to
"""
import sys

import pyslang

driver = pyslang.driver.Driver()
driver.addStandardArgs()
driver.parseCommandLine(f"slang -Wextra --ignore-unknown-modules --top {sys.argv[2]} -f {sys.argv[1]}")
parsed = driver.processOptions() and driver.parseAllSources()
compilation = driver.createCompilation()
driver.reportCompilation(compilation, True)
driver.runAnalysis(compilation)
sys.exit(0 if driver.reportDiagnostics(True) and parsed else 1)
