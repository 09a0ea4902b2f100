// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/channel/message.h"
#include "model/nodestatus.h"

#include <QObject>
#include <QSocketNotifier>
#include <QTimer>
#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tandem::agent {

/// The agent's end of RUN-DIR/engine.sock (SOCK_SEQPACKET, which QLocalSocket has not). Connects again for ever. Holds
/// the verdicts, so that an engine that has just come gets them at once.
class EngineLink : public QObject
{
    Q_OBJECT

public:
    /// `engineId` and `lastEventSeq`: what the journal has.
    EngineLink(std::string socketPath, std::uint64_t engineId, std::uint64_t lastEventSeq, QObject *parent = nullptr);
    ~EngineLink() override;

    void start();

    /// Unknown: no connection, or no word for `silence`. Stopped: its last word before it left was that it has stopped.
    model::EngineState state() const { return m_state; }
    std::string trouble() const { return m_trouble; } ///< why it is Unknown
    const std::optional<channel::EngineHello> &hello() const { return m_hello; }
    /// The newest; of an engine that is gone: its last.
    const channel::EngineStatus &status() const { return m_status; }

    /// Goes out at once, and again to each engine that comes.
    void setVerdict(const channel::TrackVerdict &verdict);
    /// Goes out at once; answered() comes with its id, or does not (the engine left, or is busy).
    void order(const channel::Order &order);
    /// Goes out at once; neighboursAnswered() comes with its id, or does not. False where there is no engine.
    bool askNeighbours(const channel::AskNeighbours &question);
    /// Goes out at once; pathsProbed() comes with its id, or does not. False where there is no engine.
    bool probePaths(const channel::ProbePaths &order);
    /// Goes out at once, and on to the guard; fileAnswered() comes with its id, or does not. False: there is no engine.
    bool orderFile(const channel::FileOrder &order);
    /// An event with this number is safe in the journal.
    void stored(std::uint64_t engineId, std::uint64_t seq);

    static constexpr std::chrono::milliseconds silence{3000}; ///< it says something every second
    static constexpr std::chrono::milliseconds firstRetry{50};
    static constexpr std::chrono::milliseconds slowestRetry{
        200}; ///< so that an engine that starts soon hears of maintenance

signals:
    void stateChanged();
    void statusHeard();
    void answered(const tandem::channel::OrderAnswer &answer);
    void neighboursAnswered(const tandem::channel::NeighbourAnswer &answer);
    void pathsProbed(const tandem::channel::PathsProbed &answer);
    void fileAnswered(const tandem::channel::FileAnswer &answer);
    /// With the engine's own number, each once. `lost`: how many the engine could not keep before this one.
    void eventHeard(const tandem::model::Event &event, std::uint64_t engineId, std::uint64_t lost);

private:
    void connectNow();
    void readAll();
    void handle(const channel::Message &message);
    void handleHello(const channel::EngineHello &hello);
    void handlePart(const channel::EngineStatus &part);
    void handleEvent(const model::Event &event);
    void send(const channel::Message &message);
    void drop(const std::string &why);
    void enter(model::EngineState state, const std::string &trouble);

    std::string m_path;
    std::uint64_t m_engineId;
    std::uint64_t m_heardSeq;  ///< newest event heard of m_engineId
    std::uint64_t m_storedSeq; ///< newest that is safe
    int m_fd = -1;
    std::unique_ptr<QSocketNotifier> m_readable;
    QTimer m_retry;
    QTimer m_silence;
    std::chrono::milliseconds m_delay = firstRetry;
    model::EngineState m_state = model::EngineState::Unknown;
    std::string m_trouble = "not connected yet";
    std::optional<channel::EngineHello> m_hello;
    channel::EngineStatus m_status;
    channel::StatusAssembler m_parts;
    bool m_whole = false; ///< a status of this engine has come
    std::map<std::string, channel::TrackVerdict> m_verdicts;
    std::vector<std::uint8_t> m_buffer;
};

} // namespace tandem::agent
