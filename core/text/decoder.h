// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <nlohmann/json.hpp>

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace pareto {

/// Takes the next piece of text of a decoding.
using TextSink = std::function<void(std::string_view)>;

/// One running step from token strings to text. Text goes on as soon as nothing that follows can change it.
class DecodeStep {
public:
  virtual ~DecodeStep() = default;
  virtual void push(std::string_view token, const TextSink& sink) = 0;
  virtual void finish(const TextSink&) {}
};

/// Builds one fresh step.
using DecodeStepMaker = std::function<std::unique_ptr<DecodeStep>()>;

struct Decoder {
  std::vector<DecodeStepMaker> steps;
  bool joins_with_blank = false; ///< no decoder in the file: tokens are joined with one blank
};

/// Errors name the JSON path.
Result<Decoder> read_decoder(const nlohmann::json& value, const std::string& path);
DecodeStepMaker byte_level_decoder();
/// For SentencePiece-style vocabularies: blank marks to blanks, byte tokens to bytes, then at most `strip` leading
/// blanks off.
Decoder sentence_piece_decoder(int strip);

} // namespace pareto
