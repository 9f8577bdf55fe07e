// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/chat_template.h"

namespace pareto {

const char* to_string(ChatForm form) {
  switch (form) {
  case ChatForm::None: return "none";
  case ChatForm::ChatMl: return "chatml";
  case ChatForm::Llama3: return "llama3";
  case ChatForm::Gemma: return "gemma";
  case ChatForm::Phi: return "phi";
  case ChatForm::Mistral: return "mistral";
  }
  return "none";
}

ChatForm recognise_chat_form(std::string_view text) {
  const auto holds = [text](std::string_view marker) { return text.find(marker) != std::string_view::npos; };
  if (holds("<|im_start|>") && holds("<|im_end|>") && !holds("<|im_sep|>"))
    return ChatForm::ChatMl;
  if (holds("<|start_header_id|>") && holds("<|eot_id|>"))
    return ChatForm::Llama3;
  if (holds("<start_of_turn>") && holds("<end_of_turn>"))
    return ChatForm::Gemma;
  if (holds("<|end|>") && (holds("<|user|>") || holds("'<|' + message['role'] + '|>'") || holds("'<|' + message.role + '|>'")))
    return ChatForm::Phi;
  if (holds("[INST]") && holds("[/INST]") && !holds("<<SYS>>"))
    return ChatForm::Mistral;
  return ChatForm::None;
}

std::string render_chat(ChatForm form, std::string_view system_text, std::string_view user_text) {
  const std::string system(system_text), user(user_text);
  const std::string both = system.empty() ? user : system + "\n\n" + user; // forms without a turn for the system text
  switch (form) {
  case ChatForm::ChatMl:
    return (system.empty() ? std::string() : "<|im_start|>system\n" + system + "<|im_end|>\n") + "<|im_start|>user\n" + user + "<|im_end|>\n<|im_start|>assistant\n";
  case ChatForm::Llama3:
    return (system.empty() ? std::string() : "<|start_header_id|>system<|end_header_id|>\n\n" + system + "<|eot_id|>") + "<|start_header_id|>user<|end_header_id|>\n\n" + user +
           "<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n";
  case ChatForm::Gemma: return "<start_of_turn>user\n" + both + "<end_of_turn>\n<start_of_turn>model\n";
  case ChatForm::Phi: return (system.empty() ? std::string() : "<|system|>\n" + system + "<|end|>\n") + "<|user|>\n" + user + "<|end|>\n<|assistant|>\n";
  case ChatForm::Mistral: return "[INST] " + both + " [/INST]";
  case ChatForm::None: break;
  }
  return both;
}

} // namespace pareto
