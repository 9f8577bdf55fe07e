// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/graph.h"
#include "core/model/model_spec.h"
#include "core/result.h"

#include <string>
#include <vector>

namespace pareto {

/// Heads of which `each` read one of `groups` key heads, stored in another order than one group behind the other: the
/// first of every group, then the second (llama.cpp's value heads). `width`: rows or columns of a head; 0 = as they
/// are.
struct Tiles {
  int64_t width = 0, groups = 1, each = 1;
  /// Where the row or column i is stored.
  int64_t at(int64_t i) const {
    const int64_t head = width == 0 ? 0 : i / width;
    return width == 0 ? i : (head % each * groups + head / each) * width + i % width;
  }
};

/// Which rows of which tensor of a checkpoint a canonical weight is.
struct TensorRows {
  std::vector<std::string> candidates; ///< published spellings, the first that exists is meant
  bool transposed = false;             ///< stored [in, out] (GPT-2's Conv1D)
  int64_t first = 0;                   ///< row of the tensor where the weight's row 0 lies
  int64_t run = 0, stride = 0;         ///< every `run` rows the tensor jumps `stride` (0 = contiguous)
  int64_t lane = 0;                    ///< after so many rows it begins again, one row further on; 0 = never
  Tiles tiles{}, columns{};            ///< of the rows, and of what is in a row (files of GGUF alone have the latter)
  int64_t tensor_rows = 0;             ///< rows the whole tensor must have; 0 = those of the weight
  int64_t depth = 0;                   ///< transposed: elements of a row of the whole tensor; 0 = those of the weight
  int64_t matrices = 0;                ///< experts whose matrices lie one below the other; 0: it is one matrix
  bool apart = false;                  ///< each in one of its own, numbered by kExpertMark; of 0: rows go through all
  int64_t below = 0;                   ///< > 0: whole numbers from 0 up to below this; 0: weights
  bool ternary = false;                ///< read as -1, 0 or 1 times the mean size of the whole tensor (BitNet)
  std::vector<TensorRows> otherwise{}; ///< other ways in which files keep it, tried in order

  int64_t row(int64_t r) const {
    if (tiles.width > 0)
      return first + tiles.at(r);
    const int64_t begin = lane == 0 ? first : first + r / lane, at = lane == 0 ? r : r % lane;
    return run == 0 ? begin + at : begin + at / run * stride + at % run;
  }
};

/// Stands for the number of an expert in the name of a tensor that each of them has.
inline constexpr const char* kExpertMark = "{}";

using NamePairs = std::vector<std::pair<std::string, std::string>>;

/// A published spelling of weight names as data. `whole` and `part` replace the beginning of a name (first match), the
/// latter after "layers.N."; `inside` then replaces anywhere. `alternates` are other spellings of the finished name,
/// tried in order. What branches share ("shared.NAME.") lies in the first layer that has it, its part of the name
/// behind "shared.".
struct NameMap {
  std::string id;     ///< "llama"
  std::string layers; ///< what stands before the number of a layer ("model.layers.")
  NamePairs whole, part, inside{}, alternates{};
  /// Which rows of which tensor the weight `part` of a layer is, where that is not a whole one; `name` is what comes
  /// after the number.
  void (*place)(const Block& block, const std::string& part, TensorRows& rows, std::string& name) = nullptr;
  /// The whole name of what is called `name` in a layer, where layers are not simply numbered behind `layers`.
  std::string (*number)(const ModelSpec& spec, int64_t layer, const std::string& name) = nullptr;
};

/// Query, key and value rows: 0, 1, 2 for "mixer.q_proj." and so on, -1 for any other part.
int qkv_part(const std::string& part);

/// One way published files begin their names: `body` replaces the map's own beginning ("model."), `head` goes before
/// names outside of it ("lm_head.weight").
struct Spelling {
  std::string body, head;
};
/// Where the map's names begin ("model.", "transformer.", ...) and the spellings in which a language model is met: as
/// the map has it, without that beginning, as part of a multimodal model, as saved from within a wrapper. The first is
/// the map's own.
struct Spellings {
  std::string root, layers; ///< "model.", "layers."
  std::vector<Spelling> all;
};
Spellings spellings_of(const std::string& names);

/// Resolves a canonical name (core/model/architectures/README.md) through the map `names` ("llama", "gpt2", "fla",
/// ...).
Result<TensorRows> resolve_weight(const std::string& names, const ModelSpec& spec, const WeightDecl& weight);

} // namespace pareto
