"""./dev bench knapsack: `knap knapsack` against CBC and HiGHS on instances of seven families, all with the same time and threads.

Every selection is summed up anew here, and every bound held against the best value that any of the three found. The table gives medians per
family and solver, and how often each found the best known value and proved it; the whole goes to build/bench_knapsack.json. KNAP_BENCH_EVERY=10 tries
every tenth instance only.
"""
import json, math, multiprocessing, os, random, re, statistics, subprocess, sys, tempfile, time
from pathlib import Path

import highspy
import numpy as np
import pulp

ROOT = Path(__file__).resolve().parent.parent
KNAP = ROOT / "build/release/bin/knap"
CBC = pulp.PULP_CBC_CMD().path
THREADS = 2
TIGHT = 1e-6  # what counts as equal: CBC and HiGHS keep constraints and integrality to about this


# ---------------------------------------------------------------- instances
def flat(rng, n, m, value, tightness=0.5):
    costs = [[rng.randint(1, 1000) for _ in range(n)] for _ in range(m)]
    return {"values": [max(1, round(value([c[i] for c in costs]))) for i in range(n)], "costs": costs,
            "capacity": [int(sum(c) * tightness) for c in costs]}


def uncorrelated(rng, n, m):
    return flat(rng, n, m, lambda c: rng.randint(1, 1000))


def weakly(rng, n, m):
    return flat(rng, n, m, lambda c: sum(c) / m + rng.randint(-100, 100))


def strongly(rng, n, m):
    return flat(rng, n, m, lambda c: sum(c) / m + 100)


def chu_beasley(rng, n, m, tightness):
    """Chu, Beasley, Journal of Heuristics 4, 1998."""
    return flat(rng, n, m, lambda c: sum(c) / m + 500 * rng.random(), tightness)


def nested(rng, channels):
    """Channels hold 9 lanes, lanes hold 5 pairs (wide, narrow) of which at most one: 100 items a channel, 4 resources."""
    n = 100 * channels
    values, costs, requires, choices, free = [0] * n, [[0] * n for _ in range(4)], [], [], iter(rng.sample(range(n), n))
    for _ in range(channels):
        worth, channel = rng.lognormvariate(0, 1), next(free)
        costs[0][channel], costs[1][channel] = rng.randint(5, 40), rng.randint(2, 20)
        for _ in range(9):
            lane = next(free)
            requires.append([lane, channel])
            costs[0][lane], values[lane] = rng.randint(1, 9), rng.randint(0, 5)
            for _ in range(5):
                wide, narrow = next(free), next(free)
                requires += [[wide, lane], [narrow, lane]]
                choices.append([wide, narrow])
                values[wide] = int(100 * worth * rng.random()) + 1
                values[narrow] = int(values[wide] * rng.uniform(0.3, 0.9))
                for cost in costs:
                    cost[wide] = rng.randint(1, 12)
                    cost[narrow] = rng.randint(0, cost[wide])
    capacity = [int(sum(c) * share) for c, share in zip(costs, (0.25, 0.3, 0.2, 0.35))]
    return {"values": values, "costs": costs, "capacity": capacity, "choices": choices, "requires": requires}


def lanes_by_steps(rng, lanes, steps):
    """A weight needs its lane and its step: no forest holds all needs."""
    values, requires = [0] * (lanes + steps), []
    costs = [[rng.randint(5, 30) for _ in range(lanes)] + [0] * steps, [0] * lanes + [rng.randint(5, 30) for _ in range(steps)]]
    worth = [rng.lognormvariate(0, 0.6) for _ in range(lanes + steps)]
    for lane in range(lanes):
        for step in range(lanes, lanes + steps):
            requires += [[len(values), lane], [len(values), step]]
            values.append(int(20 * worth[lane] * worth[step] * rng.random()) + 1)
            for cost in costs:
                cost.append(rng.randint(0, 2))
    return {"values": values, "costs": costs, "capacity": [int(sum(c) * 0.45) for c in costs], "requires": requires}


def any_structure(rng, n, m):
    p = flat(rng, n, m, lambda c: rng.randint(-50, 1000), rng.uniform(0.2, 0.7))
    p["choices"] = [rng.sample(range(n), rng.randint(2, 5)) for _ in range(n // 4)]
    p["requires"] = [rng.sample(range(n), 2) for _ in range(n // 2)]
    return p


def all_instances():
    """(family, make, its arguments, seconds that each solver has), 200 and more."""
    for make in (uncorrelated, weakly, strongly):
        for n in (20, 40, 100, 500, 2000, 10000):
            for m in (1, 2, 4):
                for seed in range(2):
                    yield make.__name__, make, (n, m), seed, 5
    for n in (100, 250, 500):
        for m in (5, 10, 30):
            for tightness in (0.25, 0.5, 0.75):
                yield "chu_beasley", chu_beasley, (n, m, tightness), 0, 10
    for channels in (2, 5, 10, 50, 200, 500):
        for seed in range(4):
            yield "nested", nested, (channels,), seed, 10
    for side in (5, 10, 20, 40, 60, 100):
        for seed in range(4):
            yield "lanes_by_steps", lanes_by_steps, (side, side), seed, 10
    for n in (10, 20, 30, 40):
        for m in (1, 4):
            for seed in range(4):
                yield "any_structure", any_structure, (n, m), seed, 5
    yield "nested_million", nested, (10000,), 0, 60


# ---------------------------------------------------------------- solvers
def by_knap(p, folder, limit):
    path = folder / "k.json"
    path.write_text(json.dumps(p))
    command = [KNAP, "knapsack", path, "--json", "--jobs", str(THREADS), "--time", str(limit)]
    start = time.time()
    got = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    return {"selected": got["selected"], "bound": got["bound"], "proved": got["optimal"], "seconds": time.time() - start, "own_seconds": got["seconds"]}


def to_highs(p):
    model, n, inf = highspy.Highs(), len(p["values"]), highspy.kHighsInf
    model.setOptionValue("output_flag", False)
    model.addVars(n, np.zeros(n), np.ones(n))
    every = np.arange(n, dtype=np.int32)
    model.changeColsCost(n, every, -np.array(p["values"], float))
    model.changeColsIntegrality(n, every, np.array([highspy.HighsVarType.kInteger] * n))
    starts, index, value, upper = [], [], [], []
    def add(columns, coefficients, limit):
        starts.append(len(index)); index.extend(columns); value.extend(coefficients); upper.append(limit)
    for cost, capacity in zip(p["costs"], p["capacity"]):
        used = [i for i, c in enumerate(cost) if c]
        add(used, [cost[i] for i in used], capacity)
    for a, b in p.get("requires", []):
        add([a, b], [1, -1], 0)
    for choice in p.get("choices", []):
        add(choice, [1] * len(choice), 1)
    model.addRows(len(upper), np.full(len(upper), -inf), np.array(upper, float), len(index), np.array(starts, np.int32), np.array(index, np.int32), np.array(value, float))
    return model


def by_highs(p, model, limit):
    """In a process of its own, which is ended by force where presolve looks at no clock."""
    near, far = multiprocessing.Pipe()
    process = multiprocessing.get_context("fork").Process(target=lambda: far.send(run_highs(model, limit)))
    start = time.time()
    process.start()
    answered = near.poll(2 * limit + 30)
    run = near.recv() if answered else {"selected": [], "bound": math.inf, "proved": False, "seconds": time.time() - start}
    process.kill()
    process.join()
    return run


def run_highs(model, limit):
    for option, setting in (("time_limit", float(limit)), ("threads", THREADS), ("mip_rel_gap", 0.0), ("mip_abs_gap", 0.0)):
        model.setOptionValue(option, setting)
    start = time.time()
    model.run()
    seconds, info = time.time() - start, model.getInfo()
    x = np.array(model.getSolution().col_value)
    selected = [int(i) for i in np.flatnonzero(x > 0.5)] if len(x) and info.primal_solution_status == 2 else []
    return {"selected": selected, "bound": -info.mip_dual_bound, "proved": model.getModelStatus() == highspy.HighsModelStatus.kOptimal, "seconds": seconds}


def by_cbc(p, model, folder, limit):
    mps, solution = folder / "k.mps", folder / "k.sol"
    model.writeModel(str(mps))
    solution.unlink(missing_ok=True)
    command = [CBC, mps, "-sec", str(limit), "-threads", str(THREADS), "-ratio", "0", "-allow", "0", "-timeMode", "elapsed", "-solve", "-solution", solution]
    start = time.time()
    try:
        said = subprocess.run(command, capture_output=True, text=True, timeout=2 * limit + 30).stdout
    except subprocess.TimeoutExpired:  # its presolve looks at no clock
        said = ""
    seconds = time.time() - start
    lines = solution.read_text().splitlines() if solution.exists() else [""]
    columns = (line.split() for line in lines[1:])
    selected = sorted(int(c[0].lstrip("*")) for c in columns if float(c[2 if c[0] != "**" else 3]) > 0.5) if "objective" in lines[0] else []
    bound = re.search(r"(?:Lower|Upper) bound:\s+(-?[\d.eE+]+)", said) or re.search(r"best possible (-?[\d.eE+]+)", said)
    proved = lines[0].startswith("Optimal")
    value = sum(p["values"][i] for i in selected)
    return {"selected": selected, "bound": value if proved else abs(float(bound[1])) if bound else math.inf, "proved": proved, "seconds": seconds}


def fault(p, selected):
    have = set(selected)
    over = any(math.fsum(c[i] for i in selected) > k * (1 + TIGHT) for c, k in zip(p["costs"], p["capacity"]))
    alone = any(a in have and b not in have for a, b in p.get("requires", []))
    return over or alone or any(len(have.intersection(c)) > 1 for c in p.get("choices", []))


# ---------------------------------------------------------------- the table
def measure(family, make, arguments, seed, limit, folder):
    p = make(random.Random(f"{family} {arguments} {seed}"), *arguments)
    model = to_highs(p)
    runs = {"knap": by_knap(p, folder, limit), "highs": by_highs(p, model, limit), "cbc": by_cbc(p, model, folder, limit)}
    for name, run in runs.items():
        selected = run.pop("selected")
        run["feasible"] = not fault(p, selected)
        run["value"] = math.fsum(p["values"][i] for i in selected) if run["feasible"] else 0.0
        run["gap"] = (run["bound"] - run["value"]) / max(abs(run["bound"]), 1e-12) if math.isfinite(run["bound"]) else math.inf
    best = max(run["value"] for run in runs.values())
    for run in runs.values():
        run["share"] = run["value"] / best if best > 0 else 1.0
        run["is_best"] = run["value"] >= best * (1 - 1e-9)
    if runs["knap"]["bound"] < best * (1 - TIGHT) or not runs["knap"]["feasible"]:
        sys.exit(f"knap is wrong: {family} {arguments} {seed} {runs}")
    return {"family": family, "arguments": arguments, "seed": seed, "items": len(p["values"]), "limit": limit, "runs": runs}


def print_table(results):
    print(f"{'family':<16} {'solver':<6} {'count':>5} {'proved':>6} {'best':>5} {'value/best':>11} {'worst':>9} {'gap':>10} {'seconds':>8}   (medians; worst of value/best)")
    for family in dict.fromkeys(r["family"] for r in results):
        for solver in ("knap", "highs", "cbc"):
            runs = [r["runs"][solver] for r in results if r["family"] == family]
            median = lambda key: statistics.median(run[key] for run in runs)
            print(f"{family:<16} {solver:<6} {len(runs):>5} {sum(r['proved'] for r in runs):>6} {sum(r['is_best'] for r in runs):>5} {median('share'):>11.7f} "
                  f"{min(r['share'] for r in runs):>9.6f} {median('gap'):>10.2e} {median('seconds'):>8.2f}")


def print_targets(results):
    """The rows that ./dev bench collects."""
    def target(what, wanted, measured, met):
        print(f"target: {what} | {wanted} | {measured} | {'met' if met else 'MISSED'}")
    small = [r for r in results if r["items"] <= 40]
    proved = sum(r["runs"]["knap"]["proved"] for r in small)
    target("knapsacks of up to 40 items", "all optimal", f"{proved} of {len(small)}", proved == len(small))
    for r in results:
        if r["family"] == "nested_million":
            run = r["runs"]["knap"]
            target("gap of a million nested items", "<= 0.1 %", f"{100 * run['gap']:.5f} %", run["gap"] <= 1e-3)
            target("seconds for them, reading included", "<= 2 s", f"{run['own_seconds']:.2f} s", run["own_seconds"] <= 2)


def main():
    stride = int(os.environ.get("KNAP_BENCH_EVERY", "1"))
    results, out = [], ROOT / "build/bench_knapsack.json"
    with tempfile.TemporaryDirectory() as folder:
        for k, instance in enumerate(all_instances()):
            if k % stride == 0:
                results.append(measure(*instance, Path(folder)))
                print(f"{k:>4} {results[-1]['family']} {instance[2]}", file=sys.stderr, flush=True)
                out.write_text(json.dumps(results))
    print(f"{len(results)} instances, {THREADS} threads, load {os.getloadavg()[0]:.1f}, HiGHS {highspy.Highs().version()}, {subprocess.run([CBC, '-quit'], capture_output=True, text=True).stdout.split('Build')[0].split('Version:')[-1].strip()} of CBC")
    print_table(results)
    print_targets(results)


if __name__ == "__main__":
    main()
