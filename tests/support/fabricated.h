// SPDX-License-Identifier: GPL-3.0-or-later
// A store as a machine would fill it that does what formulas allow, at an efficiency: made up, but of real sizes.
#pragma once

#include "core/decide/evidence.h"
#include "core/decide/speed_model.h"
#include "core/study/run_store.h"
#include "tests/support/full_study.h"

#include <functional>

namespace pareto::test {

/// How near a made-up machine comes to its limits, and what each step costs besides.
struct MadeUpMachine {
  Calibration limits;
  double decode_share = 0.8, prefill_share = 0.4, step_ms = 1.5;
};

/// Some 1 TB/s and 60 TFLOP/s, 128 GB: what the jobs measure fits it.
inline MadeUpMachine gpu_box() {
  MadeUpMachine machine;
  machine.limits.processor = "Fast server (made up)";
  machine.limits.instruction_set = "avx512";
  machine.limits.threads = 8;
  machine.limits.roofline = {1e12, 60e12};
  machine.limits.memory_bytes = 128'000'000'000;
  return machine;
}

/// Decode and prefill of every model at every place, in three rounds each.
inline std::vector<Measurement> fabricated(const Study& study, const MadeUpMachine& machine,
                                           const std::vector<int64_t>& lengths, const std::vector<int>& requests) {
  const Evidence evidence(study, machine.limits, nullptr);
  std::vector<Measurement> all;
  for (const std::string& model : study.models) {
    const SpeedModel* formulas = evidence.formulas(model);
    for (const int64_t tokens : lengths)
      for (const int batch : requests) {
        const double step =
            machine.step_ms + formulas->least_decode_ms(tokens, batch, machine.limits) / machine.decode_share;
        const double prompt =
            machine.step_ms + formulas->least_prefill_ms(tokens, batch, machine.limits) / machine.prefill_share;
        for (const auto& [cell, ms] : {std::pair(decode(model, batch, tokens, step), step),
                                       std::pair(prefill(model, batch, tokens, prompt), prompt)}) {
          Measurement whole = complete(cell, ms);
          whole.key.precision = study.precision;
          for (Measurement& m : rounds(whole, 3))
            all.push_back(std::move(m));
        }
      }
  }
  return all;
}

/// Whether a machine could have measured a cell: weights and state of its place fit its memory.
inline bool could_measure(const Evidence& evidence, const MadeUpMachine& machine, const CellKey& key) {
  const Footprint& needs = evidence.formulas(key.model)->footprint();
  const int64_t tokens = key.kind == CellKey::Kind::Decode ? key.context : key.prompt_tokens;
  return needs.weight_bytes() + needs.state(key.batch, tokens).total() <= machine.limits.memory_bytes;
}

/// `alter` is given each cell before it is stored. Nothing is stored that no such machine could have measured.
inline Status store_fabricated(const std::string& file, const Study& study, const MadeUpMachine& machine,
                               const std::vector<int64_t>& lengths, const std::vector<int>& requests,
                               const std::function<void(Measurement&)>& alter = {}) {
  PARETO_TRY_ASSIGN(store, RunStore::open(file));
  PARETO_TRY_ASSIGN(run, store->begin_run(study, to_json(machine.limits).dump()));
  const Evidence evidence(study, machine.limits, nullptr);
  for (Measurement& m : fabricated(study, machine, lengths, requests)) {
    if (!could_measure(evidence, machine, m.key))
      return fail(ErrorCode::OutOfMemory, m.key.model + " does not fit the made-up machine.");
    if (alter)
      alter(m);
    PARETO_TRY_ASSIGN(row, store->append(run, m));
    static_cast<void>(row);
  }
  return store->finish_run(run, RunEnd::Complete);
}

} // namespace pareto::test
