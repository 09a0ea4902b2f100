// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QByteArray>
#include <string>

namespace tandem::rpc {

struct CertificatePair
{
    QByteArray certificatePem;
    QByteArray keyPem; ///< PKCS #8
};

/// A new EC P-256 key and its self-signed certificate with CN = `name`. Qt makes no keys, so this is OpenSSL's.
Result<CertificatePair> makeCertificate(const std::string &name);

/// Whether the private key is the certificate's.
bool belongTogether(const CertificatePair &pair);

} // namespace tandem::rpc
