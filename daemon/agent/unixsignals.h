// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QSocketNotifier>
#include <memory>

namespace tandem::agent {

/// SIGTERM, SIGINT and SIGHUP as Qt signals: the handler writes into a pipe, the event loop reads it
/// (signal-safety(7)). SIGPIPE is ignored. One at a time in a program.
class UnixSignals : public QObject
{
    Q_OBJECT

public:
    explicit UnixSignals(QObject *parent = nullptr);
    ~UnixSignals() override;

signals:
    void terminate();
    void hangUp();

private:
    void readAll();

    int m_read = -1;
    int m_write = -1;
    std::unique_ptr<QSocketNotifier> m_readable;
};

} // namespace tandem::agent
