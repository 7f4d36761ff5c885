import { Eye, EyeOff } from "lucide-react";
import { type InputHTMLAttributes, useState } from "react";
import { useWords } from "../i18n/I18n";
import "./PasswordInput.css";

/** A field for a password, which may be looked at. */
export function PasswordInput(props: Omit<InputHTMLAttributes<HTMLInputElement>, "type" | "className">) {
  const { session: words } = useWords();
  const [shown, setShown] = useState(false);
  const Icon = shown ? EyeOff : Eye;
  return (
    <span className="password">
      <input {...props} className="input" type={shown ? "text" : "password"} required />
      <button
        type="button"
        className="button button-plain button-icon"
        aria-label={shown ? words.hidePassword : words.showPassword}
        onClick={() => setShown(!shown)}
      >
        <Icon size={20} aria-hidden />
      </button>
    </span>
  );
}
