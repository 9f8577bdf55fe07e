// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/graph.h"
#include "core/model/model_spec.h"

#include <cmath>
#include <string>
#include <vector>

namespace pareto {

/// What a layer may know besides its input, so that architectures with cross-layer sharing need no side channel.
/// The graph's scope is "layers.N.mixer" (or ".ffn") while a part records, and names below are relative to it.
struct LayerContext {
  Graph& graph;
  const ModelSpec& model;
  int64_t layer = 0;
  Tensor first_values{};          ///< RWKV-7: the value of layer 0, set by it
  Tensor chosen{};                ///< DSA: which tokens the last layer with an indexer reads, set by it
  Tensor lower_bound{};           ///< HGRN, HGRN2: this layer's bound [inner]; absent in layer 0
  std::string shared{};           ///< name whose weights the branch shares with other layers; empty = its own
  Tensor stream{};                ///< what the branch's input is a norm of
  std::vector<Tensor> attended{}; ///< by layer: what its attention made, whose cache later layers may read
  bool canvas = false;            ///< the step is a pass over the model's canvas

  /// Canonical name of a parameter of the part that records: "layers.3.mixer.NAME", or "shared.S.mixer.NAME".
  std::string weight_name(const std::string& name) const;

  int64_t batch() const { return graph.shape().batch; }
  int64_t tokens() const { return graph.shape().tokens; }

  Tensor vector(const std::string& name, const Dims& shape, Init init = {Init::Rule::Ones}) {
    return graph.weight(weight_name(name), shape, WeightUse::Vector, init);
  }
  Tensor matrix(const std::string& name, int64_t rows, int64_t columns) {
    return graph.weight(weight_name(name), {rows, columns}, WeightUse::Matrix, {});
  }
  /// y = W x + b with the parameters NAME.weight [out, in] and NAME.bias.
  Tensor linear(const std::string& name, Tensor x, int64_t out, bool bias = false) {
    const Tensor b = bias ? vector(name + ".bias", {out}, {Init::Rule::Zeros}) : Tensor{};
    return graph.matmul(x, matrix(name + ".weight", out, x.shape.back()), b);
  }
  Tensor heads(Tensor x, int64_t count) const { return x.reshape({batch(), tokens(), count, x.shape.back() / count}); }
  Tensor merge(Tensor x) const { return x.reshape({batch(), tokens(), x.shape[2] * x.shape[3]}); }
  /// Depthwise causal convolution NAME.weight [D, W]; identity when `width` is 0.
  Tensor conv(const std::string& name, Tensor x, int64_t width, UnaryFunction activation, bool bias = false) {
    if (width == 0)
      return x;
    const Init taps{Init::Rule::Normal, 0, 1 / std::sqrt(static_cast<double>(width))};
    const Tensor b = bias ? vector(name + ".bias", {x.shape[2]}, {Init::Rule::Zeros}) : Tensor{};
    return graph.causal_conv(x, vector(name + ".weight", {x.shape[2], width}, taps), b, {width, activation}, name);
  }
};

} // namespace pareto
