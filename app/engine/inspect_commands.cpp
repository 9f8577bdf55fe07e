// SPDX-License-Identifier: GPL-3.0-or-later
// architectures, describe: what the engine knows without running anything.
#include "app/engine/commands.h"
#include "app/engine/memory_receipt.h"
#include "app/engine/survey_report.h"
#include "app/engine/survey_text.h"
#include "core/exec/model_runner.h"
#include "core/formats/knowledge.h"
#include "core/formats/model_footprint.h"
#include "core/formats/strict_json.h"
#include "core/graph/cost.h"
#include "core/model/catalogue.h"
#include "core/model/denoising.h"
#include "core/model/nature.h"

#include <algorithm>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

namespace pareto::engine {

namespace {

nlohmann::json event_of(const LibraryRead& library, const Support& support) {
  constexpr const char* kKinds[] = {"unknown", "no", "inside", "yes"};
  return {{"supported", kKinds[static_cast<size_t>(support.kind)]},
          {"as", support.as},
          {"library", library.name},
          {"source", library.source},
          {"checked", library.checked}};
}

/// What the file knows of an architecture, each fact with its source and day; null where nothing was looked up.
nlohmann::json event_of(const KnowledgeBook& book, const Knowledge* known) {
  if (!known)
    return nullptr;
  nlohmann::json support = nlohmann::json::object(), released = nlohmann::json::array();
  for (size_t i = 0; i < kLibraries; ++i)
    support[kLibraryKeys[i]] = event_of(book.libraries[i], known->support[i]);
  for (const ReleasedModel& each : known->released)
    released.push_back({{"name", each.name},
                        {"sizes", each.sizes},
                        {"licence", each.licence.empty() ? nlohmann::json() : nlohmann::json(each.licence)},
                        {"source", each.source},
                        {"checked", each.checked}});
  return {{"support", support}, {"released", released}};
}

nlohmann::json event_of(const Nature& nature) {
  nlohmann::json kernels = nlohmann::json::array();
  for (const Op op : nature.kernels)
    kernels.push_back(to_string(op));
  return {{"prefill", nature.prefill}, {"memory", nature.memory},
          {"kernels", kernels},        {"sees", to_string(nature.how.sight)},
          {"block", nature.how.block}, {"source", "the graph that this program runs"}};
}

Status list_architectures(const Output& out) {
  PARETO_TRY_ASSIGN(document, parse_strict_json(knowledge_text(), "knowledge.json"));
  PARETO_TRY_ASSIGN(book, parse_knowledge(document, "knowledge.json"));
  for (const Architecture& a : architectures()) {
    char text[256];
    std::snprintf(text, sizeof text, "%-22s %-18s arXiv %-11s %s", a.id.c_str(), a.family.c_str(), a.paper.c_str(),
                  a.idea.c_str());
    nlohmann::json event = to_json(protocol::ArchitectureTold{a.id, a.name, a.family, a.section, size_names(), a.paper,
                                                              a.source, a.idea, a.promise, a.weakness, a.complexity});
    event["nature"] = event_of(nature_of(a));
    event["knowledge"] = event_of(book, book.find(a.id));
    out.line(event, text);
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

/// " (12.9 M active)" where a token does not use all.
std::string active_text(const Footprint& footprint) {
  if (footprint.active_parameters() == footprint.parameters())
    return {};
  char text[64];
  std::snprintf(text, sizeof text, " (%.1f M active)", static_cast<double>(footprint.active_parameters()) / 1e6);
  return text;
}

/// ", denoises blocks of 16 tokens" of a model that does.
std::string denoising_text(const Model& model) {
  const Denoising how = denoising_of(model);
  return how.denoises() ? ", denoises blocks of " + std::to_string(how.block) + " tokens" : std::string();
}

/// Batches for which the experts that a step reads are told.
constexpr int kBatches[] = {1, 2, 4, 8, 16, 32, 64};

void tell_experts(const Model& model, const Footprint& footprint, const Output& out) {
  const std::vector<ExpertUse> uses = expert_uses(model.record({1, 1, Phase::Decode}));
  if (uses.empty())
    return;
  const ExpertUse& first = uses.front();
  for (const int batch : kBatches) {
    const double distinct = distinct_experts(first.experts, first.mean, batch);
    const double bytes = footprint.step_cost({batch, 1, Phase::Decode}, 0).weight_bytes;
    char text[160];
    std::snprintf(text, sizeof text, "  a step of %d reads %.1f of %lld experts a layer, %.1f MB of weights", batch,
                  distinct, static_cast<long long>(first.experts), bytes / 1e6);
    out.report(protocol::ExpertsTold{batch, static_cast<int64_t>(uses.size()), first.experts, first.chosen,
                                     first.logits - first.experts, distinct, bytes},
               text);
  }
}

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
                                  footprint.active_parameters(),
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
                                  model.weights()};
  char text[512];
  std::snprintf(text, sizeof text,
                "%s: %s (%s), %.1f M parameters%s, %.1f MB of weights at %s, cache %lld bytes a token, fixed state "
                "%lld bytes%s%s",
                request.path.c_str(), model.architecture.c_str(), model.model_type.c_str(),
                static_cast<double>(parameters) / 1e6, active_text(footprint).c_str(), static_cast<double>(bytes) / 1e6,
                to_string(precision), static_cast<long long>(per_token), static_cast<long long>(recurrent),
                denoising_text(model.model).c_str(),
                model.folder.empty() ? "; no weights here: speed only, quality unknown" : "");
  out.report(event, text);
  tell_experts(model.model, footprint, out);
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
