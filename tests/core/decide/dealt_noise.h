// SPDX-License-Identifier: GPL-3.0-or-later
// Simulated studies: noise that was recorded (recorded_noise.csv: consecutive cells of one model on one machine, every
// sample), or is made as machines make it, dealt to models that are the same, or that are not.
#pragma once

#include "core/decide/evidence.h"
#include "core/numeric/statistics.h"
#include "tests/support/measurements.h"

#include <QFile>

#include <cmath>
#include <random>
#include <string>
#include <vector>

namespace pareto::test {

using Cells = std::vector<std::vector<double>>; ///< samples of one cell after another, in the order they were measured

inline Cells recorded() {
  QFile file(QStringLiteral(PARETO_GOLDEN_DIR "/../core/decide/recorded_noise.csv"));
  if (!file.open(QIODevice::ReadOnly) || file.readLine().trimmed() != "round,sample_ms")
    qFatal("recorded_noise.csv cannot be read");
  Cells cells;
  QByteArray last;
  while (!file.atEnd()) {
    const QList<QByteArray> columns = file.readLine().trimmed().split(',');
    if (columns.size() != 2)
      continue;
    if (columns[0] != last)
      cells.emplace_back();
    last = columns[0];
    cells.back().push_back(columns[1].toDouble());
  }
  return cells;
}

/// As a quiet machine gives them: neighbours within a cell correlate, each cell has its own level (1 %), and all drift
/// together from round to round.
inline Cells quiet(int count) {
  std::mt19937 random(11);
  std::normal_distribution<double> normal(0, 1);
  Cells cells;
  double drift = 0;
  for (int c = 0; c < count; ++c) {
    drift = 0.95 * drift + 0.01 * normal(random);
    const double level = drift + 0.01 * normal(random);
    double along = 0;
    cells.emplace_back();
    for (int i = 0; i < 20; ++i) {
      along = 0.4 * along + 0.02 * normal(random);
      cells.back().push_back(30 * std::exp(level + along));
    }
  }
  return cells;
}

/// As a virtual machine gives them whose host changes its clock: all drift by 25 % an hour (a cell takes 3 s), jump by
/// a fifth now and then, and one cell's level remembers the last one's.
inline Cells unsteady(int count) {
  std::mt19937 random(17);
  std::normal_distribution<double> normal(0, 1);
  std::uniform_real_distribution<double> uniform(0, 1);
  Cells cells;
  double clock = 0, level = 0;
  for (int c = 0; c < count; ++c) {
    clock += 0.25 * 3 / 3600;
    if (uniform(random) < 0.02)
      clock += uniform(random) < 0.5 ? -0.2 : 0.2;
    level = 0.8 * level + 0.015 * normal(random);
    double along = 0;
    cells.emplace_back();
    for (int i = 0; i < 20; ++i) {
      along = 0.6 * along + 0.02 * normal(random);
      cells.back().push_back(30 * std::exp(clock + level + along));
    }
    clock *= 0.999; // stays within what a machine can be
  }
  return cells;
}

/// How much a cell differs from the next, in logarithms, as a standard deviation of one of them.
inline double drift_of(const Cells& cells) {
  double squares = 0;
  for (size_t i = 1; i < cells.size(); ++i)
    squares += std::pow(std::log(median(cells[i]) / median(cells[i - 1])), 2);
  return std::sqrt(squares / 2 / static_cast<double>(cells.size() - 1));
}

/// As many samples in blocks of neighbours, so that what correlates within a cell still does.
inline std::vector<double> resampled(const std::vector<double>& cell, std::mt19937& random) {
  constexpr size_t kBlock = 5;
  std::vector<double> samples;
  while (samples.size() < cell.size()) {
    const size_t from = random() % cell.size();
    for (size_t i = 0; i < kBlock && samples.size() < cell.size(); ++i)
      samples.push_back(cell[(from + i) % cell.size()]);
  }
  return samples;
}

/// What is compared in a simulated study.
struct Dealt {
  size_t models = 2;
  int rounds = 5;
  double slower = 1;    ///< the last model, beside the others
  double between = 0;   ///< spread of the models' processes (logarithms): the same in all rounds of a study
  bool answers = false; ///< a short prompt is read beside each step, so that the wait per answer is known
};

/// Deals cells: each round takes consecutive ones from anywhere, in the order a study measures in (A B, then B A), so
/// that what drifts from cell to cell and from round to round does so here. One evidence holds many studies, each at a
/// place of its own: context 1, 2, ...
class Dealer {
public:
  static const std::vector<std::string>& models() {
    static const std::vector<std::string> all{"softmax-attention@pilot", "mamba2@pilot", "gated-deltanet@pilot",
                                              "retnet@pilot"};
    return all;
  }

  Dealer(const Cells& cells, const Dealt& design) : m_cells(cells), m_design(design), m_between(0, design.between) {}

  /// `study` with the models of the design.
  Evidence deal(Study study, int places) {
    study.models.assign(models().begin(), models().begin() + static_cast<std::ptrdiff_t>(m_design.models));
    Evidence evidence(study, {}, nullptr);
    for (int place = 1; place <= places; ++place) {
      m_processes.clear();
      for (size_t i = 0; i < m_design.models; ++i)
        m_processes.push_back(std::exp(m_between(m_random)));
      for (int round = 0; round < m_design.rounds; ++round) {
        size_t at = m_random() % (m_cells.size() - m_design.models + 1);
        for (size_t i = 0; i < m_design.models; ++i, ++at)
          add(evidence, round % 2 == 0 ? i : m_design.models - 1 - i, place, round, m_cells[at]);
      }
    }
    return evidence;
  }

private:
  void add(Evidence& evidence, size_t model, int place, int round, const std::vector<double>& samples) {
    const double factor = m_processes[model] * (model + 1 == m_design.models ? m_design.slower : 1);
    Measurement step = decode(models()[model], 1, place, 1);
    step.run = 1;
    step.round = round;
    step.samples_ms = resampled(samples, m_random);
    for (double& ms : step.samples_ms)
      ms *= factor;
    if (m_design.answers) {
      Measurement prompt = prefill(models()[model], 1, place, median(step.samples_ms));
      prompt.run = step.run;
      prompt.round = round;
      evidence.add(std::move(prompt));
    }
    evidence.add(std::move(step));
  }

  const Cells& m_cells;
  Dealt m_design;
  std::normal_distribution<double> m_between;
  std::vector<double> m_processes; ///< of one study, by model
  std::mt19937 m_random{20'261'129};
};

} // namespace pareto::test
