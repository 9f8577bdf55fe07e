// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/protocol/protocol.h"

#include <QByteArray>
#include <QObject>
#include <QProcess>
#include <QString>
#include <QStringList>
#include <QTimer>

#include <functional>

namespace pareto::ui {

/// How an engine process came to its end.
struct EngineEnd {
  enum class How {
    Missing,    ///< the program is not there
    NotStarted, ///< it is there, and cannot be run
    Crashed,
    Exited,
  };
  How how = How::Exited;
  int code = 0;         ///< of Exited
  bool stopped = false; ///< the person asked for it
  QString reason; ///< what it said: its error event, else its last line on standard error; empty where it said nothing
  QString sentence; ///< why it did not end well: its reason, else what is known of the end; empty where it did

  bool good() const { return how == How::Exited && code == 0; }
};

/// One process of `paretoscope-engine`, from its start to its end: the only place of the window that starts one. Its
/// JSON Lines come as typed messages of one conversation (core/study/protocol). It ends with this program, however that
/// ends, and with this object. Can be started again once it has ended.
class EngineProcess : public QObject {
  Q_OBJECT

public:
  /// `patience`: milliseconds between asking it to end and killing it.
  explicit EngineProcess(QString enginePath, int patience = 1500, QObject* parent = nullptr);
  ~EngineProcess() override;

  /// Beside the running program, or where the build tree puts it; empty when it is in neither place.
  static QString findEngine();
  const QString& enginePath() const { return m_enginePath; }

  /// What is done with each event, as an event of the conversation `Event`.
  template <class Event>
  void converse(std::function<void(const Event&)> take) {
    m_take = [take = std::move(take)](const nlohmann::json& object) -> Status {
      PARETO_TRY_ASSIGN(event, protocol::read_event<Event>(object));
      take(event);
      return {};
    };
  }

  /// An event of another version, as a sentence.
  static QString unknownSentence(const protocol::Unknown& event);

  /// `arguments`: the command and its options. ended() follows, at once where the program is missing. `mode`: ReadWrite
  /// for one that is written to.
  void start(const QStringList& arguments, QIODevice::OpenMode mode = QIODevice::ReadOnly);
  /// To its standard input.
  void write(const QByteArray& text) { m_process.write(text); }
  /// Asks it to end, and kills it when it does not within its patience; what it says until then still counts.
  void stop();
  /// Ends it at once; what it said already still counts.
  void kill() { m_process.kill(); }
  /// Ends it, asking first, and says nothing more about it.
  void abandon();
  /// Whoever waits for its end no longer does: it is killed once its patience is over.
  void expire() { m_killTimer.start(); }
  bool isRunning() const { return m_process.state() != QProcess::NotRunning; }

Q_SIGNALS:
  /// A line that is no event, or an event whose content cannot be: one sentence.
  void notUnderstood(const QString& sentence);
  /// Once a start, last.
  void ended(const pareto::ui::EngineEnd& end);

private:
  void readOutput();
  void readErrors();
  void takeLine(const QByteArray& line);
  void takeComplaint(const QByteArray& line);
  void finish(int exitCode, QProcess::ExitStatus status);
  void processError(QProcess::ProcessError error);

  QString m_enginePath;
  int m_patience;
  QProcess m_process;
  QTimer m_killTimer;
  std::function<Status(const nlohmann::json&)> m_take;
  QByteArray m_rest, m_errorRest; ///< unfinished lines
  QString m_said, m_complaint;    ///< of its error event; its last line on standard error
  bool m_stopAsked = false;
};

} // namespace pareto::ui
