// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/formats/open_model.h"
#include "core/text/template/template.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace pareto {

/// The chat template of a checkpoint and the special tokens that it may write.
struct ChatSource {
  std::string text;                                  ///< Jinja; empty if there is none
  std::string problem;                               ///< why there is none although files speak of one: one sentence
  std::map<std::string, std::string> special_tokens; ///< "bos_token", "eos_token", ... and their text
};

/// How a question was put to a model.
enum class ChatForm {
  None,        ///< it has no chat template: the text as it is
  Raw,         ///< left out as asked
  Template,    ///< the template's own prompt, token for token
  Approximate, ///< the template could not be followed; the warnings say why
};
/// "none", "raw", "template", "approximate".
const char* to_string(ChatForm form);

struct ChatPrompt {
  std::string text; ///< up to where the answer begins
  ChatForm form = ChatForm::None;
  bool has_turns = false;        ///< written by the template: the tokenizer adds no begin token of its own
  std::vector<Warning> warnings; ///< "chat_approximate", "no_chat_template", "system_left_out"
};

/// One question as the checkpoint's template puts it; `system` may be empty. A template that cannot be followed gives
/// the text as it is after the system text and an empty line; one that refuses a system text gets it at the front of
/// the question.
ChatPrompt render_chat(const ChatSource& source, std::string_view system, std::string_view user,
                       const Template::Clock& clock = local_time);

/// Both texts as they are, the template left out.
ChatPrompt raw_chat(std::string_view system, std::string_view user);

} // namespace pareto
