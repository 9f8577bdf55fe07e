// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/decide/curve.h"
#include "core/decide/metric_table.h"
#include "core/decide/quantity.h"
#include "core/decide/speed_grid.h"
#include "core/graph/cost.h"
#include "core/measure/calibration.h"
#include "core/quality/published.h"
#include "core/quality/score.h"
#include "core/result.h"
#include "core/study/plan.h"
#include "core/study/study.h"

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace pareto {

class SpeedBands;
class SpeedModel;
struct Machine;
struct Targets;

/// What is known about a model without running it. Of a model that could not be opened, or is not in the study, there
/// are facts as well: they carry the reason and no number, so nobody has to ask whether facts exist before reading
/// them.
struct ModelFacts {
  std::string id;           ///< "mamba2@1.3b" or a path
  std::string name;         ///< "Mamba-2"; a file's or folder's own name for custom models
  std::string architecture; ///< catalogue id, "hybrid" for unnamed mixes
  std::string family;       ///< key of families(), "custom" for loaded models
  std::string size;         ///< "1.3b"; empty for everything that lies in files
  std::string fingerprint;  ///< what it is, wherever it lies; empty for a model that could not be opened
  std::optional<int64_t> parameters;
  std::optional<int64_t> active_parameters; ///< those one token uses, where they are fewer (mixtures of experts)
  std::optional<ExpertUse> experts;         ///< of its first router
  std::optional<int64_t> weight_bytes;      ///< at the study's precision
  std::optional<int64_t> max_context;       ///< none where the configuration states none
  int64_t denoised = 0;                     ///< tokens that are made together, of models that denoise
  bool assumed_shape = false;               ///< our shape, not a published one
  std::string untrained;                    ///< why its weights are no model's (core/formats/linearised.h)
  bool has_weights = false;                 ///< a checkpoint lies beside it; otherwise seeded: speed only
  std::string problem;                      ///< why there is nothing to know; empty for a model that was opened
  bool opened() const { return problem.empty(); }
};

/// Whether two models are of one size: both of the same named size, or within 5 % of parameters (as our own shapes
/// are). Sizes never mix: what is of another size than the baseline is named, but has no value in the comparison.
bool one_size(const ModelFacts& a, const ModelFacts& b);

/// The device one looks at: the point's, or the study's first.
const std::string& device_at(const Study& study, const OperatingPoint& at);

/// What is compared with others of its kind: a model on a device of the study.
struct Contender {
  std::string model;
  std::string device;
  bool operator==(const Contender&) const = default;
};

/// Noise flag of values that were stored before models had fingerprints: taken by the model's name, used while nothing
/// else is known of it.
inline constexpr const char* kUnidentified = "unidentified";

/// What it took so far to answer: tests hold these counts against what changed.
struct Effort {
  int64_t estimates = 0; ///< places of a grid whose interval was computed
  int64_t opened = 0;    ///< models opened, once for each precision asked about
};

/// Everything known in one study, as charts ask for it: measurements, formulas, published results. The rules of DESIGN
/// section 9 live here: memory by formula at any length; speed measured, interpolated (linearly in tokens and in
/// requests) or, outside the measured range, a modelled band; quality never across size, and of own texts only of the
/// same checkpoint at the same precision, all on one text. Devices never mix: each has its own cells and its own
/// limits, and where another device answers to the same name (another machine's vulkan:0), the one measured last
/// replaces it. Not thread-safe.
class Evidence {
public:
  /// Models that cannot be opened are kept with their error (see `problem`). `calibration`: the CPU's limits.
  /// `published` may be null.
  Evidence(Study study, Calibration calibration, std::shared_ptr<const PublishedResults> published);
  ~Evidence();
  Evidence(Evidence&&) noexcept;
  Evidence& operator=(Evidence&&) noexcept;

  /// Another study of the same results: what was measured of its models is kept, only models that are new are opened.
  void set_study(Study study);
  /// The same study asked for another workload: nothing that was measured counts otherwise, but for the passes of
  /// models that denoise.
  void set_workload(const Workload& workload);
  /// The same of what is stated of money and volume.
  void set_cost(const CostInputs& cost);
  /// The same study decided about another machine (Study::target).
  void set_target(const std::string& device);
  /// Machines that are not here: what a device that is one of them takes is a modelled band, narrowed by what was
  /// imported of it. May be null: then they are not known.
  void set_targets(std::shared_ptr<const Targets> targets);
  /// Opens anew the models whose files have changed since.
  void look_again();
  /// What is known of a device: its name, kind, memory and, once measured, its rates.
  void set_limits(const std::string& device, Calibration limits);
  /// Quiet rounds replace previews, and both replace disturbed ones; finished rounds of the same cell are pooled.
  void add(Measurement measurement);
  /// Of the study's precision, on its devices or imported, in the order they were added; valid until it is replaced.
  const std::vector<std::reference_wrapper<const Measurement>>& measurements() const;
  const std::deque<Measurement>& everything() const; ///< of other precisions, devices and models as well
  /// Models of the study that a stored result is of: by its fingerprint, or by its name where it has none.
  std::vector<std::string> owners(const std::string& fingerprint, const std::string& named) const;
  /// What measured decode cells of a model took, the latest of each place.
  std::vector<std::reference_wrapper<const Measurement>> measured_memory(const std::string& model,
                                                                         const std::string& device) const;
  /// Another number whenever more changed than that measurements were added at the end; no two evidences share one.
  int64_t edition() const;
  Effort effort() const;
  /// The last run was ended by the person before it was through.
  void set_stopped(bool stopped);
  /// What a stopped run left measured of the study; nothing where every cell has been measured, in whichever run.
  std::optional<Coverage> cut_short() const;
  /// Of any model and precision; the study's own are picked out when asked.
  void add(const Score& score);
  const std::vector<Score>& scores() const; ///< as added
  /// Those of one model of the study at any precision, under the name it has there.
  std::vector<Score> scores_of(const std::string& model) const;
  /// "own:bits_per_byte@1024", "own:lookup": those with a score of a model of the study at its precision.
  std::vector<std::string> own_metrics() const;
  const Study& study() const;
  const Calibration& calibration() const; ///< of the CPU
  /// Of any device of the study; nullptr while nothing is known of it.
  const Calibration* limits(const std::string& device) const;
  const std::vector<std::string>&
  devices() const; ///< of the study, the first being looked at unless another is asked for
  /// The name of what was measured as this device; empty while nothing was, or by a version that did not store it.
  std::string measured_name(const std::string& device) const;
  const PublishedResults* published() const;
  /// The machine that a device is, where it is one of the catalogue; nullptr otherwise. Valid as long as the catalogue.
  const Machine* machine_of(const std::string& device) const;
  /// Whether a device is of another machine: of the catalogue, or of none that the study is measured on. Run gives no
  /// value of it.
  bool is_elsewhere(const std::string& device) const;
  /// With what was imported; nullptr where machines are not known.
  const SpeedBands* bands() const;

  const std::vector<std::string>& models() const; ///< ids in study order, until another study is set
  /// Always there, for any id (see ModelFacts::problem); valid as long as this evidence.
  const ModelFacts& facts(const std::string& model) const;
  /// Whether another model of the study is called the same, so that its name alone does not tell it.
  bool shares_name(const std::string& model) const;
  /// The formulas behind its memory and its least times; nullptr of a model that could not be opened. Valid as long as
  /// facts() are.
  const SpeedModel* formulas(const std::string& model) const;
  /// Whether a model is of the size that is compared: the baseline's, or the first opened model's where that one is
  /// missing.
  bool is_compared(const std::string& model) const;
  /// Why a model could not be opened; empty when it could.
  std::string problem(const std::string& model) const;

  /// `quality_metric` is read for Metric::Quality only.
  Quantity value(const std::string& model, Metric metric, const OperatingPoint& at,
                 const std::string& quality_metric = {}) const;
  /// The same of another precision than the study's, for everything but quality.
  Quantity value_at(const std::string& precision, const std::string& model, Metric metric,
                    const OperatingPoint& at) const;
  /// A time or a rate at a place in each round that may decide (quiet, no preview) and has all it is made of; nothing
  /// beyond what was measured, and nothing of other kinds of metrics. Between measured places a round's value is linear
  /// between its own neighbours.
  Rounds rounds(const std::string& model, Metric metric, const OperatingPoint& at) const;
  /// Of all measured places of the study.
  Conditions conditions() const;
  /// Measured positions inside [low, high], and beyond them modelled ones up to both ends where a model of the speed
  /// exists.
  Curve curve(const std::string& model, Metric metric, Along along, const OperatingPoint& at, double low,
              double high) const;
  /// The published row behind a quality value; nullptr when there is none or sizes differ.
  const PublishedResult* published_row(const std::string& model, const std::string& quality_metric) const;
  /// Every noise flag of the study, once each.
  std::vector<std::string> noise() const;

private:
  struct Impl;
  std::unique_ptr<Impl> m_impl;
};

} // namespace pareto
