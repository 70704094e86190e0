// Draws the figures that the page names (data-plot), from the report.json that is embedded in it.
"use strict";
(() => {
  const report = JSON.parse(document.getElementById("report").textContent);
  // Okabe and Ito's colours: told apart with any kind of colour vision.
  const colours = { blue: "#0b5cad", orange: "#d55e00", green: "#00805f", purple: "#a3487c" };

  Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
  Chart.defaults.font.size = 13;
  Chart.defaults.color = "#556070";
  Chart.defaults.borderColor = "#e4e9ef";
  Chart.defaults.animation = false;
  Chart.defaults.maintainAspectRatio = false;
  Chart.defaults.plugins.legend.labels.boxWidth = 24;
  Chart.defaults.plugins.legend.labels.boxHeight = 2;

  const curve = (report.training && report.training.curve) || [];
  const epochs = curve.map((point, i) => i + 1);
  const phaseOf = (i) => (curve[i] ? `epoch ${i + 1} (${curve[i].phase})` : "");

  // A dashed upright line where one phase of training ends and the next begins.
  const phases = {
    id: "phases",
    afterDatasetsDraw(chart) {
      const { ctx, chartArea, scales } = chart;
      ctx.save();
      ctx.font = `12px ${Chart.defaults.font.family}`;
      ctx.fillStyle = ctx.strokeStyle = "#556070";
      ctx.setLineDash([4, 4]);
      for (let i = 1; i < curve.length; ++i) {
        if (curve[i].phase === curve[i - 1].phase) continue;
        const x = (scales.x.getPixelForValue(i - 1) + scales.x.getPixelForValue(i)) / 2;
        ctx.beginPath();
        ctx.moveTo(x, chartArea.top);
        ctx.lineTo(x, chartArea.bottom);
        ctx.stroke();
        ctx.textAlign = x > (chartArea.left + chartArea.right) / 2 ? "right" : "left";
        ctx.fillText(curve[i].phase, x + (ctx.textAlign === "right" ? -5 : 5), chartArea.bottom - 8);
      }
      ctx.restore();
    },
  };

  const line = (label, key, colour, dash) => ({
    label,
    data: curve.map((point) => (typeof point[key] === "number" ? point[key] : null)),
    borderColor: colour,
    backgroundColor: colour,
    borderWidth: 2,
    borderDash: dash || [],
    pointRadius: curve.length > 30 ? 0 : 2,
    pointHitRadius: 8,
  });

  const curves = (sets, y) => ({
    type: "line",
    data: { labels: epochs, datasets: sets },
    options: {
      interaction: { mode: "index", intersect: false },
      scales: { x: { title: { display: true, text: "epoch" }, ticks: { maxTicksLimit: 7, maxRotation: 0, autoSkipPadding: 12 } }, y },
      plugins: {
        legend: { display: sets.length > 1 },
        tooltip: { callbacks: { title: (items) => phaseOf(items[0].dataIndex) } },
      },
    },
    plugins: [phases],
  });

  const percent = (value) => `${+(100 * value).toPrecision(4)} %`;

  const plots = {
    "loss-curve": () =>
      curve.length && [
        curves(
          [line("training", "loss", colours.blue), line("validation", "validation_loss", colours.orange, [6, 3])],
          { title: { display: true, text: "loss" } }
        ),
      ],
    "accuracy-curve": () =>
      curve.length && [
        curves([line("validation accuracy", "validation_accuracy", colours.orange)], {
          title: { display: true, text: "accuracy" },
          // A point around the curve: without it the axis of a flat one leaves 0 to 100 %.
          suggestedMin: Math.max(0, Math.min(...curve.map((point) => point.validation_accuracy)) - 0.01),
          suggestedMax: Math.min(1, Math.max(...curve.map((point) => point.validation_accuracy)) + 0.01),
          ticks: { callback: percent },
        }),
      ],
    // What is left of each resource, as a share of the dense design's, against accuracy.
    "compress-curve": () => {
      const compress = report.compress || {};
      const device = (report.devices || [])[0] || {};
      const saving = (compress.saving || []).find((one) => one.name === device.name) || {};
      const steps = compress.curve || [];
      const kinds = [
        ["lut", "LUT", colours.blue],
        ["ff", "flip-flops", colours.orange],
        ["dsp", "DSP", colours.green],
        ["bram", "block RAM", colours.purple],
      ].filter(([key]) => steps.some((step) => step[key] > 0));
      if (!kinds.length) return null;
      // Of the netlists where they are there, else of the step that has most.
      const whole = (key) => {
        const left = 1 - saving[key];
        const counted = device.resources && left > 0 ? device.resources[key] / left : 0;
        return counted || Math.max(...steps.map((step) => step[key] || 0));
      };
      return [
        {
          type: "scatter",
          data: {
            datasets: kinds.map(([key, label, colour]) => {
              const points = steps
                .filter((step) => typeof step[key] === "number")
                .map((step) => ({ x: step[key] / whole(key), y: step.accuracy, step: step.step, taken: step.accepted }))
                .sort((a, b) => a.x - b.x);
              return {
                label,
                data: points,
                showLine: true,
                borderColor: colour,
                borderWidth: 1,
                pointRadius: 4,
                pointBackgroundColor: points.map((point) => (point.taken ? colour : "#ffffff")),
              };
            }),
          },
          options: {
            scales: {
              x: { title: { display: true, text: "share of the dense design" }, ticks: { callback: percent } },
              y: { title: { display: true, text: "accuracy" }, ticks: { callback: percent } },
            },
            plugins: {
              tooltip: {
                callbacks: {
                  label: (item) => `step ${item.raw.step}, ${item.dataset.label}: ${percent(item.raw.x)}, ${percent(item.raw.y)}`,
                },
              },
            },
          },
        },
      ];
    },
    // Horizontal bars: a name per layer stays readable.
    "layer-shares": (index) => {
      const device = report.devices[index];
      const layers = device.layers || [];
      const available = device.available || {};
      const kinds = [
        ["lut", "LUT", colours.blue],
        ["ff", "flip-flops", colours.orange],
        ["dsp", "DSP", colours.green],
        ["bram", "block RAM", colours.purple],
      ].filter(([key]) => available[key] > 0 && layers.some((layer) => layer[key] > 0));
      if (!kinds.length) return null;
      return [
        {
          type: "bar",
          data: {
            labels: layers.map((layer) => layer.name),
            datasets: kinds.map(([key, label, colour]) => ({
              label,
              data: layers.map((layer) => (layer[key] > 0 ? layer[key] / available[key] : null)),
              skipNull: true,
              backgroundColor: colour,
              maxBarThickness: 14,
              categoryPercentage: 0.8,
            })),
          },
          options: {
            indexAxis: "y",
            scales: {
              x: { ticks: { callback: percent, maxTicksLimit: 8 }, title: { display: true, text: "share of the device" } },
              y: { grid: { display: false }, ticks: { autoSkip: false } },
            },
            plugins: {
              legend: { labels: { boxWidth: 12, boxHeight: 12 } },
              tooltip: { callbacks: { label: (item) => `${item.dataset.label}: ${percent(item.parsed.x)}` } },
            },
          },
        },
        60 + layers.length * (8 + 9 * kinds.length) + 40,
      ];
    },
  };

  for (const figure of document.querySelectorAll("[data-plot]")) {
    const made = plots[figure.dataset.plot](Number(figure.dataset.index));
    if (!made) {
      figure.classList.add("empty");
      continue;
    }
    if (made[1]) figure.querySelector(".canvas").style.height = `${made[1]}px`;
    new Chart(figure.querySelector("canvas"), made[0]);
  }
  // On paper everything is open, and plots follow the width of the page.
  window.addEventListener("beforeprint", () => {
    for (const details of document.querySelectorAll("details")) details.open = true;
  });
  for (const event of ["beforeprint", "afterprint"])
    window.addEventListener(event, () => Object.values(Chart.instances).forEach((chart) => chart.resize()));
})();
