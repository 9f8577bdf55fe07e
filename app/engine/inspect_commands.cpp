// SPDX-License-Identifier: GPL-3.0-or-later
// architectures, describe: what the engine knows without running anything.
#include "app/engine/commands.h"
#include "app/engine/memory_receipt.h"
#include "app/engine/survey_report.h"
#include "core/exec/model_runner.h"
#include "core/formats/model_footprint.h"
#include "core/model/catalogue.h"

#include <algorithm>
#include <cstdio>
#include <memory>

namespace pareto::engine {

namespace {

Status list_architectures(const Output& out) {
  for (const Architecture& a : architectures()) {
    char text[256];
    std::snprintf(text, sizeof text, "%-22s %-18s arXiv %-11s %s", a.id.c_str(), a.family.c_str(), a.paper.c_str(),
                  a.idea.c_str());
    out.report(protocol::ArchitectureTold{a.id, a.name, a.family, a.section, size_names(), a.paper, a.source, a.idea,
                                          a.promise, a.weakness, a.complexity},
               text);
  }
  return {};
}

/// The smallest window of a stack whose every attention layer has one; nothing otherwise.
std::optional<int64_t> window_of(const Graph& graph) {
  int64_t window = 0;
  for (const StateDecl& state : graph.states()) {
    if (state.kind == StateKind::Append)
      return std::nullopt;
    if (state.kind == StateKind::Ring)
      window = window == 0 ? state.window : std::min(window, state.window);
  }
  return window > 0 ? std::optional(window) : std::nullopt;
}

struct DescribeRequest {
  std::string path, precision = "f32";
  ReceiptRequest receipt;
};

constexpr int64_t kReceiptContext = 4096; ///< tokens, where nobody says which

Status describe_model(const DescribeRequest& request, const Output& out) {
  PARETO_TRY_ASSIGN(precision, parse_precision(request.precision));
  PARETO_TRY_ASSIGN(model, open_model(request.path));
  out.warn(model.warnings);
  const Graph graph = model.model.record({1, 1, Phase::Decode});
  PARETO_TRY_ASSIGN(footprint, footprint_of(model, load_options(precision)));
  const int64_t bytes = footprint.weight_bytes(), per_token = footprint.cache_bytes_per_token(),
                recurrent = footprint.state(1, 1).fixed;
  const ModelSpec& spec = model.model.spec();
  const int64_t parameters = footprint.parameters();
  const protocol::ModelTold event{model.model_type,
                                  model.architecture,
                                  parameters,
                                  parameters,
                                  to_string(precision),
                                  bytes,
                                  per_token,
                                  recurrent,
                                  window_of(graph),
                                  spec.max_context > 0 ? std::optional<int64_t>(spec.max_context) : std::nullopt,
                                  spec.vocab,
                                  static_cast<int64_t>(spec.blocks.size()),
                                  spec.hidden,
                                  spec.assumed_shape,
                                  model.folder.empty() ? "seeded" : "checkpoint"};
  char text[512];
  std::snprintf(
      text, sizeof text,
      "%s: %s (%s), %.1f M parameters, %.1f MB of weights at %s, cache %lld bytes a token, fixed state %lld bytes%s",
      request.path.c_str(), model.architecture.c_str(), model.model_type.c_str(), static_cast<double>(parameters) / 1e6,
      static_cast<double>(bytes) / 1e6, to_string(precision), static_cast<long long>(per_token),
      static_cast<long long>(recurrent), model.folder.empty() ? "; no weights here: speed only, quality unknown" : "");
  out.report(event, text);
  const int64_t otherwise = spec.max_context > 0 ? std::min(spec.max_context, kReceiptContext) : kReceiptContext;
  return request.receipt.wanted() ? print_receipt(footprint, request.receipt, otherwise, out) : Status();
}

} // namespace

Action declare_architectures(Options& options) {
  const auto survey = std::make_shared<bool>(false);
  options.toggle(*survey, "--survey", "What the survey arXiv 2508.09834 names, and where each stands here");
  return [survey](const Output& out) { return *survey ? report_survey(out) : list_architectures(out); };
}

Action declare_describe(Options& options) {
  const auto request = std::make_shared<DescribeRequest>();
  options.word(request->path, "CONFIG", kConfigHelp);
  options.text(request->precision, "--precision", "P", kPrecisionHelp);
  declare_receipt(options, request->receipt);
  return [request](const Output& out) { return describe_model(*request, out); };
}

} // namespace pareto::engine
