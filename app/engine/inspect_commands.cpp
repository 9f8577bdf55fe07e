// SPDX-License-Identifier: GPL-3.0-or-later
// architectures, describe: what the engine knows without running anything.
#include "app/engine/commands.h"
#include "app/engine/memory_receipt.h"
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
    const nlohmann::json event{{"event", "architecture"}, {"id", a.id},
                               {"name", a.name},          {"family", a.family},
                               {"section", a.section},    {"sizes", size_names()},
                               {"paper", a.paper},        {"source", a.source},
                               {"idea", a.idea},          {"promise", a.promise},
                               {"weakness", a.weakness},  {"complexity", a.complexity}};
    char text[256];
    std::snprintf(text, sizeof text, "%-22s %-18s arXiv %-11s %s", a.id.c_str(), a.family.c_str(), a.paper.c_str(),
                  a.idea.c_str());
    out.line(event, text);
  }
  return {};
}

/// The smallest window of a stack whose every attention layer has one; null otherwise.
nlohmann::json window_of(const Graph& graph) {
  int64_t window = 0;
  for (const StateDecl& state : graph.states()) {
    if (state.kind == StateKind::Append)
      return nullptr;
    if (state.kind == StateKind::Ring)
      window = window == 0 ? state.window : std::min(window, state.window);
  }
  return window > 0 ? nlohmann::json(window) : nlohmann::json(nullptr);
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
  const nlohmann::json event{
      {"event", "model"},
      {"model_type", model.model_type},
      {"architecture", model.architecture},
      {"parameters", parameters},
      {"active_parameters", parameters},
      {"precision", to_string(precision)},
      {"weight_bytes", bytes},
      {"cache_bytes_per_token", per_token},
      {"state_bytes", recurrent},
      {"window", window_of(graph)},
      {"max_context", spec.max_context > 0 ? nlohmann::json(spec.max_context) : nlohmann::json(nullptr)},
      {"vocab", spec.vocab},
      {"layers", spec.blocks.size()},
      {"hidden", spec.hidden},
      {"assumed_shape", spec.assumed_shape},
      {"weights", model.folder.empty() ? "seeded" : "checkpoint"}};
  char text[512];
  std::snprintf(
      text, sizeof text,
      "%s: %s (%s), %.1f M parameters, %.1f MB of weights at %s, cache %lld bytes a token, fixed state %lld bytes%s",
      request.path.c_str(), model.architecture.c_str(), model.model_type.c_str(), static_cast<double>(parameters) / 1e6,
      static_cast<double>(bytes) / 1e6, to_string(precision), static_cast<long long>(per_token),
      static_cast<long long>(recurrent), model.folder.empty() ? "; no weights here: speed only, quality unknown" : "");
  out.line(event, text);
  const int64_t otherwise = spec.max_context > 0 ? std::min(spec.max_context, kReceiptContext) : kReceiptContext;
  return request.receipt.wanted() ? print_receipt(footprint, request.receipt, otherwise, out) : Status();
}

} // namespace

Action declare_architectures(Options&) { return list_architectures; }

Action declare_describe(Options& options) {
  const auto request = std::make_shared<DescribeRequest>();
  options.word(request->path, "CONFIG", kConfigHelp);
  options.text(request->precision, "--precision", "P", kPrecisionHelp);
  declare_receipt(options, request->receipt);
  return [request](const Output& out) { return describe_model(*request, out); };
}

} // namespace pareto::engine
