// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/fakes/greeting.h"

#include <QByteArray>
#include <cstdint>
#include <optional>

namespace tandem::fakes {

/// The one user that may log in.
struct LoginUser
{
    QByteArray name;
    QByteArray password;
};

/// One client after its greeting: protocol 4.1, mysql_native_password, and the result of SELECT 1. Everything else is
/// answered with OK. Octets in, octets out.
class MysqlLogin
{
public:
    /// `salt`: of the greeting that this client got.
    MysqlLogin(LoginUser user, QByteArray salt) : m_user(std::move(user)), m_salt(std::move(salt)) {}

    struct Reply
    {
        QByteArray octets;
        bool close = false;
    };
    Reply answer(const Packet &packet);
    bool isLoggedIn() const { return m_loggedIn; }

private:
    Reply answerLogin(const Packet &packet);
    bool isRight(const QByteArray &payload) const;
    QByteArray resultOfSelectOne(std::uint8_t sequence) const;

    LoginUser m_user;
    QByteArray m_salt;
    bool m_loggedIn = false;
    bool m_withoutEof = false; ///< the client has CLIENT_DEPRECATE_EOF
};

/// What mysql_native_password sends for `password`; empty for an empty one.
QByteArray scrambled(const QByteArray &password, const QByteArray &salt);

} // namespace tandem::fakes
