import LabCourse

/// What the tour says and does, in one language.
struct TourScript {
    /// A step: what is said, and the command that is run.
    struct Step {
        let caption: [String]
        let demo: DemoStep
    }

    private let language: Language

    init(_ language: Language) {
        self.language = language
    }

    private func words(_ english: [String], _ japanese: [String]) -> [String] {
        switch language {
        case .english: english
        case .japanese: japanese
        }
    }

    var title: String { words(["kmslab: three minutes"], ["kmslab: 3 分間"])[0] }

    var prompt: String { words(["any key: next   q: quit"], ["どれかキーを押すと次へ   q: 終了"])[0] }

    var opening: [String] {
        words(
            [
                "A firewall guards the machine. Encryption guards the data, wherever it lies.",
                "Here is a letter, a key service, and nothing to lose: this lab is in memory.",
            ],
            [
                "ファイアウォールが守るのは機器です。暗号化は、どこにあってもデータを守ります。",
                "ここには手紙と鍵のサービスがあり、失うものはありません。このラボはメモリーの",
                "中だけにあります。",
            ])
    }

    var end: [String] {
        words(
            [
                "You have used a KMS. Now by hand:",
                "  kmslab lab start 01-envelope-by-hand",
            ],
            [
                "これで KMS を使いました。次は自分の手で:",
                "  kmslab lab start 01-envelope-by-hand",
            ])
    }

    /// The steps, in order.
    func steps(letter: String) -> [Step] {
        sealing(letter) + refusal(letter) + wayBack(letter)
    }

    private func step(
        _ arguments: [String], _ english: [String], _ japanese: [String], ends expected: ExitStatus = .success
    ) -> Step {
        Step(
            caption: words(english, japanese), demo: DemoStep(caption: "", arguments: arguments, expected: expected))
    }

    private func sealing(_ letter: String) -> [Step] {
        [
            step(
                ["key", "create", "--alias", "first"],
                ["1  A KMS key. It is for encrypting, not for logging in, and never leaves KMS."],
                [
                    "1  KMS キーです。ログインのためではなく暗号化のための鍵で、KMS の外には",
                    "   出ません。",
                ]),
            step(
                ["encrypt", letter, "--direct", "--key", "alias/first", "--context", "to=you"],
                ["2  Encrypt the letter. It is short, so KMS does it all: 4,096 bytes at most."],
                [
                    "2  手紙を暗号化します。短いので、すべて KMS がします (最大 4,096 バイト)。"
                ]),
            step(
                ["explain", "\(letter).enc"],
                [
                    "3  What everybody can see of it: which key, and noise. The label to=you is not",
                    "   inside; it went into the tag.",
                ],
                [
                    "3  誰にでも見えるもの: どの鍵か、そして意味のないバイト列。ラベル to=you は",
                    "   中にはなく、タグ (tag) の計算に入りました。",
                ]),
            step(
                ["disk", "alias/first"],
                ["4  And what a thief of the disk has of the key itself: noise as well."],
                ["4  ディスク泥棒が手に入れる鍵も、やはり意味のないバイト列です。"]),
            step(
                ["decrypt", "\(letter).enc", "--context", "to=you", "-o", "\(letter).1"],
                ["5  Open it. The label fits, the key is on, you may."],
                ["5  開けます。ラベルが合い、鍵は有効で、あなたには許可があります。"]),
        ]
    }

    private func refusal(_ letter: String) -> [Step] {
        [
            step(
                ["key", "disable", "alias/first"], ["6  Switch the key off ..."], ["6  鍵を無効にすると ..."]),
            step(
                ["decrypt", "\(letter).enc", "--context", "to=you", "-o", "\(letter).2"],
                ["7  ... and nobody opens anything, whoever has a copy of the letter."],
                ["7  ... 手紙の写しを誰が持っていても、もう誰にも開けません。"], ends: .keyDisabled),
            step(
                ["why", "last"],
                [
                    "8  Why? Not for lack of a permission: the policies said yes. The key's state",
                    "   said no. Two questions, and both have to be answered.",
                ],
                [
                    "8  なぜでしょう。許可がないのではありません。ポリシーはよいと言い、鍵の状態が",
                    "   だめと言いました。2 つの問いの両方に答えが要ります。",
                ]),
        ]
    }

    private func wayBack(_ letter: String) -> [Step] {
        [
            step(
                ["trail", "--last", "4"],
                ["9  The trail has it all: who, when, which key, and how it ended."],
                ["9  証跡 (trail) にすべて残ります: 誰が、いつ、どの鍵で、どう終わったか。"]),
            step(
                ["undo"],
                ["10 A lab can be taken back. The trail cannot: it gets one line more."],
                ["10 ラボは元に戻せます。証跡は戻せず、1 行増えるだけです。"]),
            step(
                ["decrypt", "\(letter).enc", "--context", "to=you", "-o", "\(letter).2"],
                ["11 And the letter opens again."], ["11 手紙はまた開きます。"]),
        ]
    }
}
