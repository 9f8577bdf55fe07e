// SPDX-License-Identifier: GPL-3.0-or-later
// linearise: a document that stands for a checkpoint with linear mixers in place of chosen attention layers.
#include "app/engine/commands.h"
#include "core/formats/linearised.h"

#include <filesystem>
#include <memory>

namespace pareto::engine {

namespace {

struct LineariseRequest {
  std::string path, out, mixer = "gated-deltanet";
  std::vector<int64_t> layers;
};

Status linearise(const LineariseRequest& request, const Output& out) {
  if (request.out.empty())
    return fail(ErrorCode::InvalidArgument, "linearise needs --out FILE.json for its document.", "--out");
  const std::string checkpoint = std::filesystem::absolute(request.path).lexically_normal().string();
  const Linearised what{built_in_id(request.path) ? request.path : checkpoint, request.mixer, request.layers};
  PARETO_TRY_ASSIGN(model, open_linearised(request.out, to_json(what), request.out)); // before anything is written
  PARETO_TRY(write_linearised(request.out, what));
  out.warn(model.warnings);
  out.line({{"event", "linearised"}, {"model", request.out}, {"untrained", model.untrained}},
           request.out + ": " + model.untrained);
  return {};
}

} // namespace

Action declare_linearise(Options& options) {
  const auto request = std::make_shared<LineariseRequest>();
  options.word(request->path, "CHECKPOINT", kConfigHelp);
  options.choice(request->mixer, "--mixer", linear_mixers(), "What takes the place of attention, with its heads");
  options.integers(request->layers, "--layers", {0, 1023}, "Which layers; without it all of softmax attention");
  options.text(request->out, "--out", "FILE.json", "The document, which other commands and studies take as a model");
  return [request](const Output& out) { return linearise(*request, out); };
}

} // namespace pareto::engine
