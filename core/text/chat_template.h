// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace pareto {

/// The common forms of one question put to an instruct model.
enum class ChatForm { None, ChatMl, Llama3, Gemma, Phi, Mistral };

/// "chatml", "llama3", ... and "none".
const char* to_string(ChatForm form);
/// Told by the turn markers that a template's text holds; None for an empty or unknown template. The template itself is never
/// run: it is code from outside.
ChatForm recognise_chat_form(std::string_view chat_template);
/// The prompt up to where the answer begins, without the begin token (the tokenizer adds it). `system` may be empty. With
/// None, the user's text as it is, after the system text and an empty line.
std::string render_chat(ChatForm form, std::string_view system, std::string_view user);

} // namespace pareto
