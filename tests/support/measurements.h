// SPDX-License-Identifier: GPL-3.0-or-later
// Made-up measurements for tests of everything that reads them.
#pragma once

#include "core/formats/open_model.h"
#include "core/measure/measurement.h"

#include <map>
#include <string>
#include <vector>

namespace pareto::test {

/// Of the model of that name as it is; empty where there is none.
inline std::string fingerprint_of(const std::string& model) {
  static std::map<std::string, std::string> known;
  const auto [at, is_new] = known.try_emplace(model);
  if (const auto opened = is_new ? open_model(model) : Result<OpenedModel>(Error()))
    at->second = opened->fingerprint;
  return at->second;
}

/// A decode (tokens = context) or prefill (tokens = prompt) cell whose samples lie evenly within `spread` of `ms`.
inline Measurement measured(const std::string& model, CellKey::Kind kind, int batch, int64_t tokens, double ms,
                            bool preview = false, double spread = 0.01, int n = 20) {
  Measurement m;
  m.key.kind = kind;
  m.key.model = model;
  m.fingerprint = fingerprint_of(model);
  m.key.precision = "f16";
  m.key.batch = batch;
  (kind == CellKey::Kind::Decode ? m.key.context : m.key.prompt_tokens) = tokens;
  m.preview = preview;
  const int count = preview ? 8 : n;
  for (int i = 0; i < count; ++i) { // low, high, low, ... so that neighbours do not correlate upwards
    const double step = spread * (2.0 * ((i * 7) % count) / (count - 1) - 1);
    m.samples_ms.push_back(ms * (1 + step));
  }
  m.time_utc = "2026-01-02T03:04:05Z";
  return m;
}

inline Measurement decode(const std::string& model, int batch, int64_t context, double ms, bool preview = false,
                          double spread = 0.01) {
  return measured(model, CellKey::Kind::Decode, batch, context, ms, preview, spread);
}

inline Measurement prefill(const std::string& model, int batch, int64_t prompt, double ms, bool preview = false) {
  return measured(model, CellKey::Kind::Prefill, batch, prompt, ms, preview);
}

/// The same cell in five rounds of one run, each round at its own level: what drifts is the same for all that was
/// measured in it.
inline std::vector<Measurement> rounds(const Measurement& cell, int count = 5) {
  std::vector<Measurement> all;
  for (int round = 0; round < count; ++round) {
    Measurement& m = all.emplace_back(cell);
    m.run = 1;
    m.round = round;
    for (double& ms : m.samples_ms)
      ms *= 1 + 0.002 * (round - (count - 1) / 2.0);
  }
  return all;
}

/// Into an evidence, or whatever takes measurements.
template <class Into>
void add_rounds(Into& into, const Measurement& cell, int count = 5) {
  for (Measurement& m : rounds(cell, count))
    into.add(std::move(m));
}

/// A place at which an answer was timed: a step of decode, and a prompt read in twenty of them.
template <class Into>
void add_answer(Into& into, const std::string& model, int batch, int64_t context, double ms, bool preview = false,
                const std::string& device = "cpu") {
  for (Measurement cell :
       {decode(model, batch, context, ms, preview), prefill(model, batch, context, 20 * ms, preview)}) {
    cell.key.device = device;
    add_rounds(into, cell);
  }
}

} // namespace pareto::test
