// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTcpSocket>
#include <chrono>
#include <memory>

/// Ways to leave a connection that cost the other side neither a log line nor an error count.
namespace tandem::maxscale {

inline constexpr std::chrono::seconds farewell{2};            ///< for the other side's FIN after ours
inline constexpr std::chrono::milliseconds greetingTime{500}; ///< for its first words, where it has any

inline constexpr qint64 longestFarewell = 64 * 1024; ///< octets; whoever says more after our FIN is cut off

/// Sends FIN, and drops the socket after the other side's: nothing of it meets a closed socket (RST). `owner` is the
/// socket's parent from now on.
void leave(std::unique_ptr<QTcpSocket> socket, QObject &owner);

/// As leave(), once the other side has spoken or `greetingTime` is over: some servers count whoever goes before.
void leaveAfterGreeting(std::unique_ptr<QTcpSocket> socket, QObject &owner);

} // namespace tandem::maxscale
