// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/exec/model_runner.h"
#include "core/exec/verify/checkpoint_cases.h"
#include "core/formats/open_model.h"
#include "core/formats/strict_json.h"
#include "core/formats/tensor_source.h"
#include "tests/support/checkpoint_parts.h"

#include <QDir>

#include <string>
#include <utility>
#include <vector>

namespace pareto::test {

inline const Checkpoint& llama() {
  static const Checkpoint model = Checkpoint::golden("llama");
  return model;
}

/// Empty when the folder computes the logits of its expected.safetensors, otherwise why not.
inline std::string wrong(const std::string& folder) {
  static const auto executor = make_executor("cpu");
  const CaseResult result = verify_checkpoint(folder, **executor);
  return result.status == CaseResult::Status::Pass ? std::string()
         : result.reason.empty()                   ? "other logits"
                                                   : result.reason;
}

#define RIGHT(folder)                                                                                                  \
  do {                                                                                                                 \
    QVERIFY((folder).good());                                                                                          \
    const std::string pareto_wrong = pareto::test::wrong((folder).path());                                             \
    QVERIFY2(pareto_wrong.empty(), pareto_wrong.c_str());                                                              \
  } while (false)

/// Codes of the warnings of a folder, "" when it does not open.
inline std::string codes(const std::string& path) {
  const auto model = open_model(path);
  if (!model)
    return model.error().message;
  std::string all;
  for (const Warning& warning : model->warnings)
    all += (all.empty() ? "" : " ") + warning.code;
  return all;
}

inline std::vector<StoredTensor> half(const Checkpoint& model, bool second) {
  const auto middle = model.parts.begin() + static_cast<std::ptrdiff_t>(model.parts.size() / 2);
  return second ? std::vector<StoredTensor>(middle, model.parts.end())
                : std::vector<StoredTensor>(model.parts.begin(), middle);
}

/// All values doubled, which is another model.
inline std::vector<StoredTensor> another(std::vector<StoredTensor> parts) {
  for (StoredTensor& part : parts)
    for (size_t i = 3; part.dtype == "F32" && i < part.bytes.size(); i += 4)
      part.bytes[i] = static_cast<char>(part.bytes[i] ^ 0x80);
  return parts;
}

inline nlohmann::json index_of(const std::vector<std::pair<std::string, std::vector<StoredTensor>>>& files) {
  nlohmann::json map = nlohmann::json::object();
  for (const auto& [file, parts] : files)
    for (const StoredTensor& part : parts)
      map[part.name] = file;
  return {{"metadata", nlohmann::json::object()}, {"weight_map", map}};
}

/// Golden folders that are computed here.
inline QStringList readable() {
  QStringList names;
  const QDir root(QString::fromStdString(test::golden("hf")));
  for (const QString& name : root.entryList(QDir::Dirs | QDir::NoDotAndDotDot))
    if (open_model(test::golden("hf/" + name.toStdString())) &&
        QFile::exists(root.filePath(name + "/expected.safetensors")))
      names.append(name);
  return names;
}

/// Whether a golden holds tensors without use, which are named: matrices of identity experts (LongCat), a layer that
/// guesses ahead (DeepSeek).
inline bool has_unused(const QString& name) { return name == "longcat_flash" || name == "deepseek_v32"; }

/// Whether a golden holds parts beside its language model.
inline bool is_composite(const QString& name) {
  const auto config =
      read_strict_json(test::golden("hf/" + name.toStdString() + "/config.json"), {.bare_numbers = true});
  return config && config->contains("text_config");
}

inline std::string head_of(const Checkpoint& model) {
  for (const StoredTensor& part : model.parts)
    for (const char* end : {"lm_head.weight", "embed_out.weight"})
      if (part.name == end)
        return end;
  return {};
}

} // namespace pareto::test
