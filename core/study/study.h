// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/measure/measurement.h"
#include "core/result.h"
#include "core/study/cost_inputs.h"

#include <nlohmann/json.hpp>

#include <optional>
#include <string>
#include <vector>

namespace pareto {

/// Who waits for an answer, and so how long they will.
enum class Waits : uint8_t { Person, Queue, Overnight };
const char* to_string(Waits waits); ///< "person", "queue", "overnight"

/// What the models are asked to do: the place that is measured before any other (DESIGN section 7).
struct Workload {
  int64_t prompt_tokens = 2048;
  int64_t answer_tokens = 150; ///< wait per answer = TTFT + TPOT (tokens - 1)
  int requests = 8;            ///< at once
  Waits waits = Waits::Person;
  double reused_share = 0; ///< of a prompt that already lies in the state, 0..1
  /// Passes over a block, of models that denoise: the dial between speed and quality; 0 = one a token.
  int64_t denoising_steps = 0;
  bool operator==(const Workload&) const = default;
};

/// What to compare and how: the document a person saves, and what `run` takes.
struct Study {
  std::string name = "New study";
  std::vector<std::string> models;         ///< ID@SIZE or paths, in the order they are measured
  std::string baseline;                    ///< the model ratios and crossovers refer to; empty = the first
  std::vector<std::string> devices{"cpu"}; ///< every model is measured on each of them; never empty
  std::string precision = "f16";
  std::vector<int64_t> contexts{512, 2048, 4096};
  std::vector<int64_t> batches{1, 8};
  std::vector<int64_t> prompts{128};
  bool quick = true; ///< first round with few repetitions, marked preview
  int rounds = 1;    ///< rounds in all; 0 = refine until stopped
  double seconds_per_cell = 3;
  std::string quality_group = "gdn-1.3b-100b";
  /// Where the largest model does not fit this machine's memory, every ID@SIZE becomes ID@fallback_size and the quality
  /// group fallback_group: sizes never mix. Empty = refuse instead.
  std::string fallback_size, fallback_group;
  Workload workload;
  /// The machine that is decided about: a device of the study, one of the catalogue of machines, or one that results
  /// were imported from. Empty = the first device. Nothing is measured otherwise because of it.
  std::string target{};
  std::optional<double> watts{}; ///< of the machine while it works: joules are modelled by it where nothing counts them
  CostInputs cost{};             ///< of money and volume: nothing that is measured depends on it

  /// What is stated of this machine's power: `watts`, or what a person entered as the cost's own machine while that is
  /// this very one.
  std::optional<double> stated_watts() const;
  std::string effective_baseline() const { return baseline.empty() && !models.empty() ? models.front() : baseline; }
};

Result<Study> study_from_json(const nlohmann::json& document, const std::string& file);
nlohmann::json to_json(const Study& study);
Result<Study> read_study(const std::string& path);
/// Writes beside the final name and renames.
Status write_study(const std::string& path, const Study& study);

/// "mamba2" of "mamba2@1.3b"; what lies in files has no size and stays as it is, whatever it is called.
std::string without_size(const std::string& id);
/// "mamba2@340m" of "mamba2@1.3b"; ids without a size stay as they are.
std::string at_size(const std::string& id, const std::string& size);
/// The same models in the same order, of whatever size.
bool same_but_size(const Study& a, const Study& b);

/// The study every first start opens: four architectures at 1.3 B.
Study quick_look();

} // namespace pareto
