// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/formats/config.h"
#include "core/formats/name_map.h"

#include <string>
#include <vector>

namespace pareto::config {

/// A model_type of config.json: how its fields are read and what its weights are called.
struct ModelType {
  std::string name;                                                 ///< "llama"
  ModelSpec (*read)(ConfigReader& reader, const std::string& type); ///< says what is wrong through the reader
  std::string names;                                                ///< of a NameMap
  const char* defaults =
      nullptr; ///< JSON of its class's defaults: a configuration inside of another one leaves them out
  bool (*writes)(const nlohmann::json& document) =
      nullptr; ///< where two libraries use one name: whether this one wrote the file
};

/// A language model inside of a multimodal one that is another type's on text: its rotary embedding gives every token
/// three positions, which are the same one for words.
struct TypeAlias {
  std::string name;
  const char* defaults; ///< JSON
  std::string type;     ///< what it is read as
};

/// The types of one file, with the spellings of their weights.
struct ModelFamily {
  std::vector<ModelType> types;
  std::vector<NameMap> names{};
  std::vector<TypeAlias> aliases{};
};

/// Every file of model types. A line here is a file: hugging_face/NAME.cpp, or fla/NAME.cpp. A file without its line
/// does not compile, a line without its file does not link.
#define PARETO_MODEL_FAMILIES(FAMILY)                                                                                  \
  FAMILY(llama)                                                                                                        \
  FAMILY(gpt2)                                                                                                         \
  FAMILY(gpt_neox)                                                                                                     \
  FAMILY(gemma)                                                                                                        \
  FAMILY(smollm3)                                                                                                      \
  FAMILY(cohere)                                                                                                       \
  FAMILY(granite)                                                                                                      \
  FAMILY(starcoder2)                                                                                                   \
  FAMILY(glm4)                                                                                                         \
  FAMILY(exaone4)                                                                                                      \
  FAMILY(nanochat)                                                                                                     \
  FAMILY(mamba)                                                                                                        \
  FAMILY(mamba2)                                                                                                       \
  FAMILY(recurrent_gemma)                                                                                              \
  FAMILY(qwen3_next)                                                                                                   \
  FAMILY(olmo_hybrid)                                                                                                  \
  FAMILY(rwkv)                                                                                                         \
  FAMILY(xlstm)                                                                                                        \
  FAMILY(bamba)                                                                                                        \
  FAMILY(jamba)                                                                                                        \
  FAMILY(falcon_h1)                                                                                                    \
  FAMILY(lfm2)                                                                                                         \
  FAMILY(mixtures)                                                                                                     \
  FAMILY(gpt_oss)                                                                                                      \
  FAMILY(deepseek)                                                                                                     \
  FAMILY(deepseek_v4)                                                                                                  \
  FAMILY(minimax)                                                                                                      \
  FAMILY(kimi_linear)                                                                                                  \
  FAMILY(nemotron_h)                                                                                                   \
  FAMILY(apertus)                                                                                                      \
  FAMILY(longcat_flash)                                                                                                \
  FAMILY(mimo)                                                                                                         \
  FAMILY(llama4)                                                                                                       \
  FAMILY(zamba)                                                                                                        \
  FAMILY(bitnet)                                                                                                       \
  FAMILY(gemma4)                                                                                                       \
  FAMILY(gemma3n)                                                                                                      \
  FAMILY(yoco)                                                                                                         \
  FAMILY(fla)

namespace family {
#define PARETO_DECLARE_FAMILY(name) ModelFamily name();
PARETO_MODEL_FAMILIES(PARETO_DECLARE_FAMILY)
#undef PARETO_DECLARE_FAMILY
} // namespace family

const std::vector<ModelFamily>& model_families();
/// The type of that name that `document` was written for; nullptr when there is none.
const ModelType* find_model_type(const std::string& name, const nlohmann::json& document);
/// nullptr when there is none of that id.
const NameMap* find_name_map(const std::string& id);

} // namespace pareto::config
